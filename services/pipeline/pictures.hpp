#pragma once
// Frames as JPEG, each with the result that was made from it. Free of OpenCV, so that rpc may include it. Thread-safe.

#include "daemon/base/error.hpp"
#include "services/pipeline/api.hpp"

#include <functional>
#include <memory>
#include <string>

namespace visiond::pipeline {

struct PictureOptions {
  double max_fps = 0;       // 0: every frame
  int quality = 80;         // JPEG, 1 to 100
  int max_width = 0;        // px; wider frames are scaled down. 0: as they are
  int max_height = 0;       // px, alike
  bool draw_boxes = false;  // with labels and confidences
};

struct Picture {
  std::shared_ptr<const std::string> jpeg;
  int width = 0, height = 0;                  // px, of the JPEG
  std::shared_ptr<const FrameResult> result;  // of this very frame
};

class PicturesApi {
 public:
  virtual ~PicturesApi() = default;
  // `handler` is called on the encoding thread for the frames from now on that are due, in order; it must neither block
  // nor subscribe. Those who want the same quality, width and boxes share one encoding. Where encoding does not keep
  // up, frames are left out, counted by the stage "pictures".
  virtual std::unique_ptr<Subscription> subscribe_pictures(const PictureOptions& options,
                                                           std::function<void(const Picture&)> handler) = 0;
  // The newest frame; `done` is called once, here or on the encoding thread. NO_FRAME where there is no camera, it is
  // away, or none of its frames is through yet; QUEUE_FULL where too many wait; DRAINING.
  virtual void newest_picture(const PictureOptions& options, std::function<void(base::Result<Picture>)> done) = 0;
};

}  // namespace visiond::pipeline
