#include "services/camera/capture.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// Enough for a source that is well to close.
constexpr std::chrono::seconds closing_limit{2};
// For the frame that comes next.
constexpr std::chrono::seconds hand_over_limit{1};
// After an opening that took too long already.
constexpr std::chrono::milliseconds short_closing_limit{200};

}  // namespace

Capture::Capture(CaptureLoop::Given given, CaptureLoop::Wanted wanted)
    : given_(given),
      wanted_(std::move(wanted)),
      status_(std::make_shared<CaptureStatus>(given.clock)),
      from_(wanted_.from),
      format_(wanted_.format) {}

Capture::~Capture() { stop(closing_limit); }

void Capture::launch(bool behind) {
  std::lock_guard lock(mutex_);
  auto wanted = wanted_;
  wanted.from = from_;
  wanted.format = format_;
  loop_ = std::make_shared<CaptureLoop>(given_, std::move(wanted), status_);
  if (adopted_) loop_->adopt(std::move(adopted_));
  thread_ = std::jthread([loop = loop_, behind](std::stop_token stop) { loop->run(std::move(stop), behind); });
}

Result<void> Capture::start(base::Duration limit, std::stop_token stop) {
  launch(false);
  const auto started = loop_->wait_until_started(limit, stop);
  if (started && *started) return {};
  this->stop(short_closing_limit);
  if (started) return started->error();
  const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
  return Error{ErrorCode::rolled_back, "camera.source",
               "cannot open " + wanted_.uri.device() + ": " +
                   (stop.stop_requested() ? std::string("it was given up")
                                          : "no frame came within " + std::to_string(waited) + " ms")};
}

void Capture::start_behind() { launch(true); }

bool Capture::stop(base::Duration limit) {
  // Of a start that never came.
  if (const auto source = std::exchange(adopted_, nullptr)) source->close({limit, {}});
  if (!thread_.joinable()) return true;
  thread_.request_stop();
  const bool ended = loop_->wait_until_ended(limit);
  std::lock_guard lock(mutex_);
  from_ = loop_->progress();
  // A device keeps what somebody else has set meanwhile.
  if (const auto had = status_->format(); had.width > 0) format_ = had;
  if (ended) {
    thread_.join();
  } else {
    given_.stragglers.take(std::move(thread_), loop_, wanted_.uri.device());
  }
  loop_.reset();
  return ended;
}

Result<Controls> Capture::control(const Controls& wanted, base::Duration limit, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  const auto loop = loop_;
  lock.unlock();
  if (loop == nullptr)
    return Error{ErrorCode::rolled_back, "camera.source", "cannot control " + wanted_.uri.device() + ": it is closed"};
  return loop->control(wanted, limit, std::move(stop));
}

bool Capture::hand_over_to(Capture& next, base::Duration limit) {
  if (!thread_.joinable()) return false;
  auto source = loop_->hand_over(std::min<base::Duration>(limit, hand_over_limit));
  // It has ended, or is told to in the other way.
  stop(limit);
  if (source == nullptr) return false;
  std::lock_guard lock(next.mutex_);
  next.adopted_ = std::move(source);
  return true;
}

void Capture::go_on_from(Progress progress) {
  std::lock_guard lock(mutex_);
  from_ = std::move(progress);
}

Progress Capture::progress() const {
  std::lock_guard lock(mutex_);
  return loop_ != nullptr ? loop_->progress() : from_;
}

}  // namespace visiond::camera
