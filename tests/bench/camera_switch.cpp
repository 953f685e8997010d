// camera_switch: the size changes while 30 frames a second come; the longest gap between results beside the longest
// without any change.
#include "tests/bench/daemon_process.hpp"
#include "tests/bench/row.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace visiond::bench {
namespace {

constexpr double frame_ms = 1000.0 / 30;

// Receives every result; knows the longest gap and how many sequence numbers were missing since the last reset.
class Listener {
 public:
  explicit Listener(v1::VisionService::Stub& stub) {
    v1::StreamDetectionsRequest request;
    request.set_include_empty(true);
    reader_ = stub.StreamDetections(&context_, request);
    thread_ = std::thread([this] { listen(); });
  }
  ~Listener() {
    context_.TryCancel();
    thread_.join();
  }
  void reset() {
    std::lock_guard lock(mutex_);
    longest_ms_ = 0;
    lost_ = 0;
    frames_ = 0;
  }
  void wait_for(std::uint64_t frames) {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return frames_ >= frames; });
  }
  std::pair<double, std::uint64_t> longest_and_lost() {
    std::lock_guard lock(mutex_);
    return {longest_ms_, lost_};
  }

 private:
  void listen() {
    v1::FrameDetections result;
    auto last = std::chrono::steady_clock::now();
    std::uint64_t sequence = 0;
    while (reader_->Read(&result)) {
      const auto now = std::chrono::steady_clock::now();
      std::lock_guard lock(mutex_);
      if (sequence != 0) {
        longest_ms_ = std::max(longest_ms_, std::chrono::duration<double, std::milli>(now - last).count());
        lost_ += result.frame_sequence() - sequence - 1;
      }
      sequence = result.frame_sequence();
      last = now;
      ++frames_;
      arrived_.notify_all();
    }
    reader_->Finish();
  }

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::FrameDetections>> reader_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  double longest_ms_ = 0;
  std::uint64_t lost_ = 0, frames_ = 0;
  std::thread thread_;
};

}  // namespace

std::vector<Row> camera_switch_rows(const Options& options) {
  DaemonProcess daemon(options.visiond, options.state_root, R"({"camera":{"width":640,"height":480,"fps":30}})");
  const int switches = std::max(5, static_cast<int>(100 * options.scale));
  Listener listener(daemon.vision());
  listener.wait_for(30);
  listener.reset();
  listener.wait_for(static_cast<std::uint64_t>(switches) * 6);
  const auto quiet = listener.longest_and_lost();
  listener.reset();
  double downtime_ms = 0;
  for (int n = 0; n < switches; ++n) {
    const auto answer = daemon.apply(n % 2 == 0 ? R"({"camera":{"width":320,"height":240}})"
                                                : R"({"camera":{"width":640,"height":480}})");
    const auto& downtime = answer.waves(0).operations(0).downtime();
    downtime_ms = std::max(downtime_ms, static_cast<double>(downtime.seconds()) * 1e3 + downtime.nanos() / 1e6);
  }
  listener.wait_for(60);
  const auto busy = listener.longest_and_lost();
  Row row{.name = "camera_switch", .value = busy.first, .unit = "ms", .limit = quiet.first + frame_ms / 2, .target = 1};
  row.failed = busy.second != 0;
  row.note = std::to_string(switches) + " size changes, " + std::to_string(busy.second) +
             " frames lost, longest gap without changes " + std::to_string(quiet.first) + " ms, longest downtime " +
             std::to_string(downtime_ms) + " ms";
  return {row};
}

}  // namespace visiond::bench
