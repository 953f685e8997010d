#include "services/trainer/expectation.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <utility>

namespace visiond::trainer {
namespace {

constexpr std::chrono::milliseconds pause{500};
// It may take longer than expected.
constexpr double most = 0.98;

}  // namespace

double cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

Expectation::Expectation(double seconds, std::function<void(double done)> tell) {
  if (seconds <= 0) return;
  thread_ = std::jthread([this, seconds, tell = std::move(tell), begun = cpu_seconds()](const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      stopped_.wait_for(lock, stop, pause, [] { return false; });
      if (!stop.stop_requested()) tell(std::min(most, (cpu_seconds() - begun) / seconds));
    }
  });
}

}  // namespace visiond::trainer
