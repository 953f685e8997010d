#include "services/pipeline/statistics.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace visiond::pipeline {
namespace {

constexpr std::chrono::seconds rate_window{2};

// Nearest rank.
base::Duration percentile(const std::vector<base::Duration>& sorted, std::size_t p) {
  if (sorted.empty()) return {};
  return sorted[std::min(sorted.size() - 1, sorted.size() * p / 100)];
}

}  // namespace

void Statistics::frame(base::SteadyTime now, base::Duration latency) {
  std::lock_guard lock(mutex_);
  latencies_[frames_ % window] = latency;
  ++frames_;
  recent_.push_back(now);
  while (!recent_.empty() && recent_.front() + rate_window < now) recent_.pop_front();
}

void Statistics::drop(const std::string& reason, std::uint64_t frames) {
  std::lock_guard lock(mutex_);
  drops_[reason] += frames;
}

StageStatus Statistics::status(base::SteadyTime now) const {
  std::lock_guard lock(mutex_);
  StageStatus status;
  status.frames = frames_;
  while (!recent_.empty() && recent_.front() + rate_window < now) recent_.pop_front();
  status.fps = static_cast<double>(recent_.size()) / std::chrono::duration<double>(rate_window).count();
  std::vector<base::Duration> sorted(
      latencies_.begin(), latencies_.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(frames_, window)));
  std::sort(sorted.begin(), sorted.end());
  status.latency_p50 = percentile(sorted, 50);
  status.latency_p99 = percentile(sorted, 99);
  for (const auto& [reason, count] : drops_) status.drops.push_back({reason, count});
  return status;
}

}  // namespace visiond::pipeline
