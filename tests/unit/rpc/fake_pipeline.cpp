#include "tests/unit/rpc/fake_pipeline.hpp"

#include <utility>

namespace visiond::testing {

class FakePipeline::Handle final : public pipeline::Subscription {
 public:
  Handle(FakePipeline& owner, std::list<Handler>::iterator place) : owner_(owner), place_(place) {}
  ~Handle() override {
    std::list<Handler> ended;
    std::lock_guard lock(owner_.mutex_);
    ended.splice(ended.begin(), owner_.handlers_, place_);
  }

 private:
  FakePipeline& owner_;
  std::list<Handler>::iterator place_;
};

void FakePipeline::publish(pipeline::FrameResult result) {
  const auto shared = std::make_shared<const pipeline::FrameResult>(std::move(result));
  std::lock_guard lock(mutex_);
  for (const auto& handler : handlers_) handler(shared);
}

std::size_t FakePipeline::subscribers() const {
  std::lock_guard lock(mutex_);
  return handlers_.size();
}

void FakePipeline::set_stages(std::vector<pipeline::StageStatus> stages) {
  std::lock_guard lock(mutex_);
  stages_ = std::move(stages);
}

std::unique_ptr<pipeline::Subscription> FakePipeline::subscribe(Handler handler) {
  std::lock_guard lock(mutex_);
  return std::make_unique<Handle>(*this, handlers_.insert(handlers_.end(), std::move(handler)));
}

std::vector<pipeline::StageStatus> FakePipeline::stages() const {
  std::lock_guard lock(mutex_);
  return stages_;
}

}  // namespace visiond::testing
