#pragma once
// A describer that waits until the test answers. Thread-safe.

#include "services/gemini/api.hpp"
#include "tests/support/waiting.hpp"

#include <string>
#include <utility>

namespace visiond::testing {

class FakeGemini final : public gemini::GeminiApi {
 public:
  struct Asked {
    std::string prompt;
    std::stop_token stop;
    std::function<void(base::Result<pipeline::SceneDescription>)> done;
  };

  Mailbox<Asked> asked;
  gemini::GeminiFigures told{};

  void describe(std::string prompt, std::stop_token stop,
                std::function<void(base::Result<pipeline::SceneDescription>)> done) override {
    asked.put({std::move(prompt), std::move(stop), std::move(done)});
  }
  gemini::GeminiFigures figures() const override { return told; }
};

}  // namespace visiond::testing
