#pragma once
// The gemini section's side of transactions, and the service itself. Whoever enables it is told at once where the key
// is missing, and, with verify_on_apply, where the provider refuses it. Owned by the composition root; thread-safe.

#include "daemon/transaction/participant.hpp"
#include "services/gemini/api.hpp"
#include "services/gemini/describer.hpp"
#include "services/gemini/ledger.hpp"
#include "services/pipeline/events.hpp"
#include "services/pipeline/pictures.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace visiond::gemini {

struct GeminiOptions {
  std::filesystem::path ledger;                        // its file
  std::vector<std::filesystem::path> allowed_paths{};  // where the key's file may lie
};

class Gemini final : public transaction::Participant, public GeminiApi {
 public:
  // All outlive it.
  struct Given {
    const base::Clock& clock;
    pipeline::PicturesApi& pictures;
    pipeline::EventsApi& events;
    pipeline::EventSink& sink;
    // In force now, and what the camera is called in it.
    std::function<std::shared_ptr<const pipeline::Generation>()> generation;
    std::function<std::string(const pipeline::Generation&)> camera_name;
  };
  Gemini(Given given, GeminiOptions options);
  ~Gemini() override { stop(); }

  // Once a generation is in force. A ledger that cannot be opened is told by the status.
  void start();
  // Ends what is under way and answers who waits with DRAINING. Idempotent.
  void stop();

  const settings::Section& section() const override { return gemini_table().section(); }
  std::vector<settings::Violation> check(const transaction::SectionChange& change,
                                         const transaction::json::object& proposed) const override;
  bool needs_worker(const transaction::SectionChange& change) const noexcept override;
  base::Result<std::unique_ptr<transaction::Prepared>> prepare(transaction::PrepareInput input,
                                                               std::stop_token stop) override;
  transaction::ServiceStatus status() const override;

  void describe(std::string prompt, std::stop_token stop, Describer::Done done) override {
    describer_.describe(std::move(prompt), std::move(stop), std::move(done));
  }
  GeminiFigures figures() const override { return describer_.figures(); }

 private:
  base::Result<base::Secret> resolve(const GeminiSettings& settings) const;
  base::Result<void> verify(const GeminiPart& part, const std::stop_token& stop);
  transaction::json::object details(const Describer::State& state) const;

  Given given_;
  const GeminiOptions options_;
  const HttpPost post_;
  Ledger ledger_;
  Describer describer_;
  std::unique_ptr<pipeline::Subscription> tracks_;
};

}  // namespace visiond::gemini
