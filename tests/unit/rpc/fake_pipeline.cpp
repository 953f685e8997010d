#include "tests/unit/rpc/fake_pipeline.hpp"

#include <utility>

namespace visiond::testing {

template <class Subscriber>
class FakePipeline::Handle final : public pipeline::Subscription {
 public:
  using List = std::list<Subscriber>;
  Handle(std::mutex& mutex, List& list, typename List::iterator place) : mutex_(mutex), list_(list), place_(place) {}
  ~Handle() override {
    List ended;
    std::lock_guard lock(mutex_);
    ended.splice(ended.begin(), list_, place_);
  }

 private:
  std::mutex& mutex_;
  List& list_;
  typename List::iterator place_;
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

void FakePipeline::publish_picture(const pipeline::Picture& picture) {
  std::lock_guard lock(mutex_);
  for (const auto& subscriber : picture_handlers_) subscriber.second(picture);
}

std::vector<pipeline::PictureOptions> FakePipeline::pictures_asked() const {
  std::vector<pipeline::PictureOptions> asked;
  std::lock_guard lock(mutex_);
  for (const auto& subscriber : picture_handlers_) asked.push_back(subscriber.first);
  return asked;
}

void FakePipeline::set_newest(base::Result<pipeline::Picture> picture) {
  std::lock_guard lock(mutex_);
  newest_ = std::move(picture);
}

pipeline::PictureOptions FakePipeline::newest_asked() const {
  std::lock_guard lock(mutex_);
  return newest_asked_;
}

void FakePipeline::set_stages(std::vector<pipeline::StageStatus> stages) {
  std::lock_guard lock(mutex_);
  stages_ = std::move(stages);
}

std::unique_ptr<pipeline::Subscription> FakePipeline::subscribe(Handler handler) {
  std::lock_guard lock(mutex_);
  const auto place = handlers_.insert(handlers_.end(), std::move(handler));
  return std::make_unique<Handle<Handler>>(mutex_, handlers_, place);
}

std::vector<pipeline::StageStatus> FakePipeline::stages() const {
  std::lock_guard lock(mutex_);
  return stages_;
}

std::unique_ptr<pipeline::Subscription> FakePipeline::subscribe_pictures(const pipeline::PictureOptions& options,
                                                                         PictureHandler handler) {
  std::lock_guard lock(mutex_);
  const auto place = picture_handlers_.insert(picture_handlers_.end(), {options, std::move(handler)});
  return std::make_unique<Handle<PictureSubscriber>>(mutex_, picture_handlers_, place);
}

void FakePipeline::newest_picture(const pipeline::PictureOptions& options,
                                  std::function<void(base::Result<pipeline::Picture>)> done) {
  std::unique_lock lock(mutex_);
  newest_asked_ = options;
  const auto newest = newest_;
  lock.unlock();
  done(newest);
}

}  // namespace visiond::testing
