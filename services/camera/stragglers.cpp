#include "services/camera/stragglers.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
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

bool Stragglers::wait_until_ended(base::Duration limit) {
  std::lock_guard lock(mutex_);
  return std::all_of(all_.begin(), all_.end(),
                     [&](const Straggler& each) { return each.loop->wait_until_ended(limit); });
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
