#pragma once
// Programs in the trainer's place, and frames whose latency a test gives. Bound to one test.

#include "services/pipeline/hub.hpp"
#include "tests/support/temp_folder.hpp"

#include <filesystem>
#include <fstream>
#include <string>

namespace visiond::training {

// A shell script; $1 is the folder of the job. `hang` as a last line never ends.
inline std::filesystem::path script(const std::filesystem::path& folder, const std::string& text) {
  const auto file = folder / "trainer.sh";
  std::ofstream(file) << "#!/bin/sh\n" << text << "\n";
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  return file;
}

inline constexpr const char* hang = "exec tail -f /dev/null";

class FakePipeline final : public pipeline::PipelineApi {
 public:
  std::unique_ptr<pipeline::Subscription> subscribe(
      std::function<void(const std::shared_ptr<const pipeline::FrameResult>&)> handler) override {
    return results_.subscribe(std::move(handler));
  }
  std::vector<pipeline::StageStatus> stages() const override { return {}; }

  void show(base::Duration latency) {
    auto result = std::make_shared<pipeline::FrameResult>();
    result->latency = latency;
    results_.publish(result);
  }

 private:
  pipeline::Hub<const std::shared_ptr<const pipeline::FrameResult>&> results_;
};

}  // namespace visiond::training
