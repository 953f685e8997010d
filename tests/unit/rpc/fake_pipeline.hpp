#pragma once
// A pipeline without frames: the test publishes results. As the real one does, it lets a subscription's end wait for
// the handler. Thread-safe.

#include "services/pipeline/api.hpp"

#include <list>
#include <mutex>

namespace visiond::testing {

class FakePipeline final : public pipeline::PipelineApi {
 public:
  using Handler = std::function<void(const std::shared_ptr<const pipeline::FrameResult>&)>;

  void publish(pipeline::FrameResult result);
  std::size_t subscribers() const;
  void set_stages(std::vector<pipeline::StageStatus> stages);

  std::unique_ptr<pipeline::Subscription> subscribe(Handler handler) override;
  std::vector<pipeline::StageStatus> stages() const override;

 private:
  class Handle;

  mutable std::mutex mutex_;
  std::list<Handler> handlers_;
  std::vector<pipeline::StageStatus> stages_;
};

}  // namespace visiond::testing
