#include "tests/bench/result_listener.hpp"

#include <algorithm>

namespace visiond::bench {
namespace {

double age_ms(const google::protobuf::Timestamp& capture) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count() - static_cast<double>(capture.seconds()) * 1e3 -
         capture.nanos() / 1e6;
}

}  // namespace

ResultListener::ResultListener(v1::VisionService::Stub& stub) {
  v1::StreamDetectionsRequest request;
  request.set_include_empty(true);
  reader_ = stub.StreamDetections(&context_, request);
  thread_ = std::thread([this] { listen(); });
}

ResultListener::~ResultListener() {
  context_.TryCancel();
  thread_.join();
}

void ResultListener::reset() {
  std::lock_guard lock(mutex_);
  seen_ = {};
  frames_ = 0;
}

void ResultListener::wait_for(std::uint64_t frames) {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [&] { return frames_ >= frames; });
}

ResultListener::Seen ResultListener::seen() const {
  std::lock_guard lock(mutex_);
  return seen_;
}

void ResultListener::listen() {
  v1::FrameDetections result;
  auto last = std::chrono::steady_clock::now();
  std::uint64_t sequence = 0;
  while (reader_->Read(&result)) {
    const double age = age_ms(result.capture_time());
    const auto now = std::chrono::steady_clock::now();
    std::lock_guard lock(mutex_);
    if (sequence != 0) {
      seen_.longest_ms = std::max(seen_.longest_ms, std::chrono::duration<double, std::milli>(now - last).count());
      seen_.lost += result.frame_sequence() - sequence - 1;
    }
    seen_.latencies.push_back(age);
    sequence = result.frame_sequence();
    last = now;
    ++frames_;
    arrived_.notify_all();
  }
  reader_->Finish();
}

}  // namespace visiond::bench
