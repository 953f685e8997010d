// watch_fanout: 200 watchers are told of a commit; from the call that commits to each watcher's message.
#include "tests/bench/daemon_process.hpp"
#include "tests/bench/row.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <list>
#include <mutex>
#include <thread>

namespace visiond::bench {
namespace {

constexpr int watchers = 200;

using Clock = std::chrono::steady_clock;

// One stream, read by a thread of its own.
class Watcher {
 public:
  explicit Watcher(v1::SettingsService::Stub& stub) {
    reader_ = stub.WatchSettings(&context_, {});
    reader_->WaitForInitialMetadata();
    thread_ = std::thread([this] { read(); });
  }
  ~Watcher() {
    context_.TryCancel();
    thread_.join();
    static_cast<void>(reader_->Finish());
  }
  void wait_for(std::uint64_t revision) const {
    for (auto seen = seen_.load(); seen < revision; seen = seen_.load()) seen_.wait(seen);
  }
  // When each revision came, from the second one on.
  std::vector<Clock::time_point> times() const {
    std::lock_guard lock(mutex_);
    return times_;
  }

 private:
  void read() {
    for (v1::SettingsEvent event; reader_->Read(&event);) {
      if (event.has_committed()) {
        std::lock_guard lock(mutex_);
        times_.push_back(Clock::now());
        seen_ = event.committed().revision();
      } else if (event.has_snapshot()) {
        seen_ = event.snapshot().revision();
      }
      seen_.notify_all();
    }
  }

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::SettingsEvent>> reader_;
  mutable std::mutex mutex_;
  std::vector<Clock::time_point> times_;
  std::atomic<std::uint64_t> seen_ = 0;
  std::thread thread_;
};

void wait_for(const std::list<Watcher>& all, std::uint64_t revision) {
  for (const auto& each : all) each.wait_for(revision);
}

}  // namespace

std::vector<Row> watch_fanout_rows(const Options& options) {
  DaemonProcess daemon(options.visiond, options.state_root, "{}");
  std::list<Watcher> all;
  for (int n = 0; n < watchers; ++n) all.emplace_back(daemon.settings());
  wait_for(all, 1);
  const int count = std::max(5, static_cast<int>(100 * options.scale));
  std::vector<Clock::time_point> begun;
  for (int n = 0; n < count; ++n) {
    begun.push_back(Clock::now());
    const auto answer = daemon.apply(R"({"ui":{"preview_fps":)" + std::to_string(1 + n % 30) + "}}");
    wait_for(all, answer.revision());
  }
  std::vector<double> times;
  for (const auto& each : all) {
    const auto came = each.times();
    for (std::size_t n = 0; n < came.size(); ++n)
      times.push_back(std::chrono::duration<double, std::milli>(came[n] - begun.at(n)).count());
  }
  Row row{.name = "watch_fanout", .value = percentile(times, 99), .unit = "ms", .target = 20};
  row.failed = times.size() != static_cast<std::size_t>(count) * watchers;
  row.note = std::to_string(times.size()) + " messages of " + std::to_string(count) + " commits to " +
             std::to_string(watchers) + " watchers, p50 " + std::to_string(percentile(times, 50)) + " ms";
  return {row};
}

}  // namespace visiond::bench
