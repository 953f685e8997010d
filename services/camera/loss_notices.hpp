#pragma once
// Tells a listener when the camera in force is lost and when it is back: each loss once, and its end once. Owned by the
// camera service; thread-safe.

#include "services/camera/camera_listener.hpp"
#include "services/pipeline/source_tap.hpp"

#include <mutex>
#include <string>

namespace visiond::camera {

class LossNotices {
 public:
  explicit LossNotices(CameraListener listener) : listener_(std::move(listener)) {}

  // A source could not be opened or read, or gives frames again.
  void away(pipeline::SourceId source, const std::string& message);
  void good(pipeline::SourceId source, const std::string& message);
  // From now on this is the camera; 0: there is none. `away`: why it gives no frames; empty where it gives some or is
  // only being opened.
  void in_force(pipeline::SourceId source, bool gives_frames, const std::string& away);

 private:
  void lose(const std::string& message);
  void find(const std::string& message);

  CameraListener listener_;
  std::mutex mutex_;
  pipeline::SourceId source_ = 0;
  bool lost_ = false;
};

}  // namespace visiond::camera
