#include "services/camera/stragglers.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace visiond::camera {

Stragglers::~Stragglers() {
  if (count() > 0) spdlog::warn("camera: waiting for a source that hangs");
}

void Stragglers::take(std::jthread thread, std::shared_ptr<CaptureLoop> loop) {
  thread.request_stop();
  std::lock_guard lock(mutex_);
  join_ended();
  all_.push_back({std::move(thread), std::move(loop)});
}

std::size_t Stragglers::count() {
  std::lock_guard lock(mutex_);
  join_ended();
  return all_.size();
}

void Stragglers::join_ended() {
  std::erase_if(all_, [](const Straggler& each) { return each.loop->wait_until_ended({}); });
}

}  // namespace visiond::camera
