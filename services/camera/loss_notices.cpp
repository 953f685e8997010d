#include "services/camera/loss_notices.hpp"

namespace visiond::camera {

void LossNotices::away(pipeline::SourceId source, const std::string& message) {
  std::lock_guard lock(mutex_);
  if (source == source_) lose(message);
}

void LossNotices::good(pipeline::SourceId source, const std::string& message) {
  std::lock_guard lock(mutex_);
  if (source == source_) find(message);
}

void LossNotices::in_force(pipeline::SourceId source, bool gives_frames, const std::string& away) {
  std::lock_guard lock(mutex_);
  source_ = source;
  if (source == 0) {
    lost_ = false;
  } else if (gives_frames) {
    find("another camera or setting gives frames");
  } else if (!away.empty()) {
    lose(away);
  }
}

void LossNotices::lose(const std::string& message) {
  if (lost_) return;
  lost_ = true;
  if (listener_.lost) listener_.lost(message);
}

void LossNotices::find(const std::string& message) {
  if (!lost_) return;
  lost_ = false;
  if (listener_.back) listener_.back(message);
}

}  // namespace visiond::camera
