#include "services/camera/stragglers.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace visiond::camera {

Stragglers::~Stragglers() {
  if (count() > 0) spdlog::warn("camera: waiting for a source that hangs");
  // A capture that ends may still hand its source's thread over.
  for (std::vector<Straggler> left;; left.clear()) {
    std::lock_guard lock(mutex_);
    if (all_.empty()) break;
    left.swap(all_);
  }
}

void Stragglers::take(std::jthread thread, std::shared_ptr<Endable> work, std::string device) {
  thread.request_stop();
  std::lock_guard lock(mutex_);
  join_ended();
  all_.push_back({std::move(thread), std::move(work), std::move(device)});
}

bool Stragglers::wait_until_ended(base::Duration limit) {
  std::vector<std::shared_ptr<Endable>> works;
  {
    std::lock_guard lock(mutex_);
    for (const auto& each : all_) works.push_back(each.work);
  }
  return std::all_of(works.begin(), works.end(), [&](const auto& work) { return work->wait_until_ended(limit); });
}

std::size_t Stragglers::count(const std::string& device) {
  std::lock_guard lock(mutex_);
  join_ended();
  return static_cast<std::size_t>(std::count_if(
      all_.begin(), all_.end(), [&](const Straggler& each) { return device.empty() || each.device == device; }));
}

void Stragglers::join_ended() {
  std::erase_if(all_, [](const Straggler& each) { return each.work->wait_until_ended({}); });
}

}  // namespace visiond::camera
