#include "tests/support/daemon/result_log.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace visiond::testing {
namespace {

constexpr std::chrono::seconds patience{30};

double seconds_of(const google::protobuf::Timestamp& time) {
  return static_cast<double>(time.seconds()) + time.nanos() / 1e9;
}

}  // namespace

ResultLog::ResultLog(v1::VisionService::Stub& stub) {
  v1::StreamDetectionsRequest request;
  request.set_include_empty(true);
  reader_ = stub.StreamDetections(&context_, request);
  reader_->WaitForInitialMetadata();
  thread_ = std::thread([this] { read(); });
}

ResultLog::~ResultLog() {
  context_.TryCancel();
  thread_.join();
}

void ResultLog::read() {
  v1::FrameDetections result;
  while (reader_->Read(&result)) {
    std::lock_guard lock(mutex_);
    results_.push_back(result);
    arrived_.notify_all();
  }
  reader_->Finish();
  std::lock_guard lock(mutex_);
  ended_ = true;
  arrived_.notify_all();
}

bool ResultLog::wait_for(const std::function<bool(const v1::FrameDetections&)>& wanted) {
  std::unique_lock lock(mutex_);
  std::size_t seen = 0;
  bool found = false;
  arrived_.wait_for(lock, patience, [&] {
    for (; seen < results_.size() && !found; ++seen) found = wanted(results_[seen]);
    return found || ended_;
  });
  return found;
}

bool ResultLog::wait_for_revision(std::uint64_t revision) {
  return wait_for([revision](const auto& result) { return result.revision() >= revision; });
}

bool ResultLog::wait_for_more(std::size_t count) {
  std::unique_lock lock(mutex_);
  const auto goal = results_.size() + count;
  arrived_.wait_for(lock, patience, [&] { return results_.size() >= goal || ended_; });
  return results_.size() >= goal;
}

std::vector<v1::FrameDetections> ResultLog::results() const {
  std::lock_guard lock(mutex_);
  return results_;
}

std::uint64_t missing_sequences(const std::vector<v1::FrameDetections>& results) {
  if (results.empty()) return 0;
  return results.back().frame_sequence() - results.front().frame_sequence() + 1 - results.size();
}

MissingTicks missing_ticks_at_cut_overs(const std::vector<v1::FrameDetections>& results, double fps) {
  MissingTicks missing;
  for (std::size_t n = 1; n < results.size(); ++n) {
    const auto &before = results[n - 1], &after = results[n];
    if (after.revision() == before.revision()) continue;
    const double ticks = (seconds_of(after.capture_time()) - seconds_of(before.capture_time())) * fps;
    const auto numbers = static_cast<double>(after.frame_sequence() - before.frame_sequence());
    const double lost = std::round(ticks) - numbers;
    if (lost <= 0) continue;
    missing.count += static_cast<std::uint64_t>(lost);
    if (!missing.first.empty()) continue;
    missing.first = "frames " + std::to_string(before.frame_sequence()) + " and " +
                    std::to_string(after.frame_sequence()) + " of revisions " + std::to_string(before.revision()) +
                    " and " + std::to_string(after.revision()) + " are " + std::to_string(ticks) + " ticks apart";
  }
  return missing;
}

}  // namespace visiond::testing
