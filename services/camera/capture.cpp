#include "services/camera/capture.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <pthread.h>
#include <random>
#include <signal.h>
#include <utility>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

Capture::Capture(Given given, Wanted wanted)
    : given_(given), wanted_(std::move(wanted)), status_(std::make_shared<CaptureStatus>(given.clock)) {}

Capture::~Capture() { stop(); }

Result<void> Capture::start(base::Duration limit, std::stop_token stop) {
  settle_start(std::nullopt);
  thread_ = std::jthread([this](std::stop_token own) { run(std::move(own), false); });
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, limit, [this] { return started_.has_value(); });
  const auto started = started_;
  lock.unlock();
  if (started && *started) return {};
  this->stop();
  if (started) return started->error();
  const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
  return Error{ErrorCode::rolled_back, "camera.source",
               stop.stop_requested() ? std::string("opening was given up")
                                     : "no frame came within " + std::to_string(waited) + " ms"};
}

void Capture::start_behind() {
  thread_ = std::jthread([this](std::stop_token own) { run(std::move(own), true); });
}

void Capture::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

std::optional<Timeline> Capture::timeline() const {
  std::lock_guard lock(mutex_);
  return timeline_;
}

void Capture::settle_start(std::optional<Result<void>> result) {
  std::lock_guard lock(mutex_);
  if (result && started_) return;
  started_ = std::move(result);
  changed_.notify_all();
}

void Capture::run(std::stop_token stop, bool behind) {
  block_signals();
  for (int tries = 0; !stop.stop_requested(); ++tries) {
    auto lost = deliver_until_lost(stop);
    if (lost) return;
    {
      std::lock_guard lock(mutex_);
      if (started_ && *started_) behind = true;
    }
    if (!behind) return settle_start(lost.error());
    if (status_->service_status().state == transaction::ServiceState::ok) tries = 0;
    pause_after(lost.error(), tries, stop);
  }
}

Result<std::unique_ptr<VideoSource>> Capture::open() {
  const auto& uri = wanted_.uri;
  if (uri.fail_open)
    return Error{ErrorCode::rolled_back, "camera.source",
                 "cannot open " + uri.device() + ": it fails as #fail_open=1 says"};
  auto source = make_source(uri);
  const auto opened = source->open(wanted_.format);
  if (!opened) return opened.error();
  return source;
}

Timeline Capture::begin_timeline(const Format& format) {
  const auto now = given_.clock.steady_now();
  std::lock_guard lock(mutex_);
  const auto before = timeline_ ? timeline_ : wanted_.timeline;
  timeline_ = before ? before->at_rate(format.fps, now) : Timeline{now, 0, format.fps};
  return *timeline_;
}

// The lease is held as long as the source is open, and the source closed before it is given back.
Result<void> Capture::deliver_until_lost(const std::stop_token& stop) {
  const auto& uri = wanted_.uri;
  const auto lease = given_.devices.acquire(uri.device(), uri.exclusive);
  if (!lease) {
    return Error{ErrorCode::rolled_back, "camera.source",
                 "cannot open " + uri.device() + ": the device is in use and may be opened only once"};
  }
  const auto opening = given_.clock.steady_now();
  if (uri.slow_open_ms > 0 && !wait_until(opening + std::chrono::milliseconds(uri.slow_open_ms), stop)) return {};
  auto opened = open();
  if (!opened) return opened.error();
  auto& source = **opened;
  const auto format = source.format();
  const auto length = source.length();
  const auto timeline = begin_timeline(format);
  std::int64_t index = uri.pace ? timeline.index_at(given_.clock.steady_now()) : 0;
  while (!stop.stop_requested()) {
    if (length && !uri.loop && index >= *length) {
      status_->ended();
      wait_until(base::SteadyTime::max(), stop);
      return {};
    }
    auto image = source.read(length ? index % *length : index);
    if (!image) return image.error();
    if (uri.pace && !wait_until(timeline.due(index), stop)) return {};
    const auto now = given_.clock.steady_now();
    status_->frame(format);
    settle_start(Result<void>{});
    if (!given_.sink.deliver(wanted_.id, {std::move(*image), uri.pace ? timeline.due(index) : now}, !uri.pace, stop))
      return {};
    // Late frames are left out: a live picture is worth more than an old one.
    index = uri.pace ? std::max(index + 1, timeline.index_at(given_.clock.steady_now())) : index + 1;
  }
  return {};
}

bool Capture::wait_until(base::SteadyTime time, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (time == base::SteadyTime::max()) {
    changed_.wait(lock, stop, [] { return false; });
  } else {
    changed_.wait_until(lock, stop, time, [] { return false; });
  }
  return !stop.stop_requested();
}

void Capture::pause_after(const Error& error, int tries, const std::stop_token& stop) {
  const auto initial = static_cast<double>(status_->tuning.reconnect_initial_ms);
  const auto longest = static_cast<double>(status_->tuning.reconnect_max_ms);
  // Between half the pause and all of it, so that many cameras do not come back at one moment.
  std::mt19937 random{std::random_device{}()};
  const double pause = std::min(longest, initial * std::pow(2.0, std::min(tries, 30))) *
                       std::uniform_real_distribution<double>(0.5, 1)(random);
  const auto wait = std::chrono::milliseconds(static_cast<std::int64_t>(pause));
  status_->away(error.message, given_.clock.wall_now() + wait);
  if (tries == 0) spdlog::warn("camera: {}; trying again behind", error.message);
  wait_until(given_.clock.steady_now() + wait, stop);
}

}  // namespace visiond::camera
