#pragma once
// A pipeline without frames: the test publishes results and pictures. As the real one does, it lets a subscription's
// end wait for the handler. Thread-safe.

#include "services/pipeline/api.hpp"
#include "services/pipeline/pictures.hpp"

#include <list>
#include <mutex>
#include <utility>

namespace visiond::testing {

class FakePipeline final : public pipeline::PipelineApi, public pipeline::PicturesApi {
 public:
  using Handler = std::function<void(const std::shared_ptr<const pipeline::FrameResult>&)>;
  using PictureHandler = std::function<void(const pipeline::Picture&)>;

  void publish(pipeline::FrameResult result);
  std::size_t subscribers() const;
  // To every subscriber of pictures, whatever it asked for.
  void publish_picture(const pipeline::Picture& picture);
  // What the subscribers asked for, oldest first.
  std::vector<pipeline::PictureOptions> pictures_asked() const;
  // What newest_picture() answers.
  void set_newest(base::Result<pipeline::Picture> picture);
  pipeline::PictureOptions newest_asked() const;
  void set_stages(std::vector<pipeline::StageStatus> stages);

  std::unique_ptr<pipeline::Subscription> subscribe(Handler handler) override;
  std::vector<pipeline::StageStatus> stages() const override;
  std::unique_ptr<pipeline::Subscription> subscribe_pictures(const pipeline::PictureOptions& options,
                                                             PictureHandler handler) override;
  void newest_picture(const pipeline::PictureOptions& options,
                      std::function<void(base::Result<pipeline::Picture>)> done) override;

 private:
  template <class Subscriber>
  class Handle;
  using PictureSubscriber = std::pair<pipeline::PictureOptions, PictureHandler>;

  mutable std::mutex mutex_;
  std::list<Handler> handlers_;
  std::list<PictureSubscriber> picture_handlers_;
  base::Result<pipeline::Picture> newest_ = base::Error{base::ErrorCode::no_frame, "", "there is no camera"};
  pipeline::PictureOptions newest_asked_;
  std::vector<pipeline::StageStatus> stages_;
};

}  // namespace visiond::testing
