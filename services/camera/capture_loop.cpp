#include "services/camera/capture_loop.hpp"

#include "daemon/base/failpoint.hpp"
#include "services/camera/faulty_source.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <random>
#include <utility>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;
using base::Result;
using pipeline::Verdict;

namespace {

// For an earlier opening of the same device to close.
constexpr std::chrono::seconds lease_limit{1};
// Openings of one device that hang, before no further one is tried.
constexpr std::size_t most_hanging = 3;

}  // namespace

CaptureLoop::CaptureLoop(Given given, Wanted wanted, std::shared_ptr<CaptureStatus> status)
    : given_(given), wanted_(std::move(wanted)), status_(std::move(status)), progress_(wanted_.from) {}

void CaptureLoop::run(std::stop_token stop, bool behind) {
  behind_ = behind;
  for (int tries = 0; !stop.stop_requested(); ++tries) {
    good_ = false;
    Result<void> lost;
    try {
      lost = capture(stop);
    } catch (const std::exception& exception) {
      lost = failure(good_ ? "read" : "open", exception.what());
    }
    if (lost || stop.stop_requested() || handing_over_) break;
    if (good_) behind_ = true, tries = 0;
    if (!behind_) {
      settle_start(lost.error());
      break;
    }
    pause_after(lost.error(), tries, stop);
  }
  std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

std::optional<Result<void>> CaptureLoop::wait_until_started(base::Duration limit, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, limit, [this] { return started_.has_value(); });
  return started_;
}

bool CaptureLoop::wait_until_ended(base::Duration limit) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, limit, [this] { return ended_; });
}

Progress CaptureLoop::progress() const {
  std::lock_guard lock(mutex_);
  return progress_;
}

// Until the first opening is settled, whoever waits for it decides how long.
SourceThread::Patience CaptureLoop::patience(const std::stop_token& stop) const {
  if (!behind_ && !good_) return {std::nullopt, stop};
  return {std::chrono::milliseconds(status_->tuning.frame_timeout_ms), stop};
}

Result<void> CaptureLoop::capture(const std::stop_token& stop) {
  auto taken = take_source(stop);
  if (!taken) return taken.error();
  auto& source = *taken;
  auto result = write_controls(*source, stop);
  if (result && !stop.stop_requested()) {
    begin(source->source());
    result = deliver_all(*source, stop);
  }
  if (result && handing_over_) {
    std::lock_guard lock(mutex_);
    kept_ = std::move(source);
  } else {
    source->close(patience(stop));
  }
  return result;
}

Result<std::unique_ptr<SourceThread>> CaptureLoop::take_source(const std::stop_token& stop) {
  if (auto source = std::move(adopted_)) {
    const auto changed = source->change_format(wanted_.format, patience(stop));
    if (changed && *changed) return source;
    source->close(patience(stop));
  }
  return open(stop);
}

// The lease is held as long as the source is open, and the source closed before it is given back.
Result<std::unique_ptr<SourceThread>> CaptureLoop::open(const std::stop_token& stop) {
  const auto& uri = wanted_.uri;
  const auto hanging = given_.stragglers.count(uri.device());
  if (hanging >= most_hanging) return failure("open", std::to_string(hanging) + " earlier openings of it still hang");
  auto lease = given_.devices.acquire(uri.device(), uri.exclusive, lease_limit, stop);
  if (!lease) return failure("open", "the device is in use and may be opened only once");
  if (auto fault = base::may_fail("camera.open"); !fault) return fault.error();
  auto access = wanted_.access;
  access.time_out_ms = status_->tuning.frame_timeout_ms;
  auto made = given_.make_source({uri, std::move(access)});
  if (uri.has_faults()) made = std::make_unique<FaultySource>(std::move(made), uri, reads_);
  auto source = std::make_unique<SourceThread>(std::move(made), std::move(lease), given_.stragglers, uri.device());
  if (const auto opened = source->open(wanted_.format, patience(stop)); !opened) {
    source->close(patience(stop));
    return opened.error();
  }
  return source;
}

Result<void> CaptureLoop::write_controls(SourceThread& source, const std::stop_token& stop) {
  const bool controllable = source.source().has_controls();
  Result<Controls> held = Controls{};
  if (controllable) held = source.control(status_->tuning.controls(), patience(stop));
  if (!held) return held.error();
  status_->controlled(*held, controllable);
  return {};
}

std::unique_ptr<SourceThread> CaptureLoop::hand_over(base::Duration limit) {
  handing_over_ = true;
  if (!wait_until_ended(limit)) return nullptr;
  std::lock_guard lock(mutex_);
  return std::move(kept_);
}

Result<Controls> CaptureLoop::control(const Controls& wanted, base::Duration limit, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  asked_ = wanted;
  answered_.reset();
  changed_.wait_for(lock, std::move(stop), limit, [this] { return answered_ || ended_; });
  asked_.reset();
  if (answered_) return *std::exchange(answered_, std::nullopt);
  return failure("control", "it did not answer in time");
}

void CaptureLoop::answer_controls(SourceThread& source, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!asked_) return;
  const auto wanted = *std::exchange(asked_, std::nullopt);
  lock.unlock();
  auto held = source.control(wanted, patience(stop));
  if (held) status_->controlled(*held, true);
  lock.lock();
  answered_ = std::move(held);
  changed_.notify_all();
}

void CaptureLoop::begin(const VideoSource& source) {
  format_ = source.format();
  live_ = source.live();
  thinning_ = Thinning();
  const double wanted_fps = wanted_.format.fps;
  if (live_ && wanted_fps > 0 && (format_.fps <= 0 || format_.fps > wanted_fps)) {
    thinning_ = Thinning(wanted_fps);
    format_.fps = wanted_fps;
  }
  status_->opened(format_, source.may_change_format());
  const auto now = given_.clock.steady_now();
  const auto length = source.length();
  std::lock_guard lock(mutex_);
  if (!progress_.length || (length && *length < *progress_.length)) progress_.length = length;
  if (!paced()) {
    progress_.timeline.reset();
    return;
  }
  const auto before = progress_.timeline.value_or(Timeline{now, progress_.next_index, format_.fps});
  progress_.timeline = before.at_rate(format_.fps, now);
  progress_.next_index = progress_.timeline->index_at(now);
}

Result<void> CaptureLoop::deliver_all(SourceThread& source, const std::stop_token& stop) {
  while (!stop.stop_requested() && !handing_over_) {
    if (at_end()) return rest_at_end(source, stop);
    answer_controls(source, stop);
    if (unpaced()) given_.sink.wait_for_room(wanted_.id, stop);
    const auto image = read(source, stop);
    if (stop.stop_requested()) break;
    if (!image) {
      if (found_end(source.source())) continue;
      // A place that cannot be read is not tried for ever.
      go_on();
      return image.error();
    }
    if (paced() && !wait_until(progress_.timeline->due(progress_.next_index), stop)) break;
    if (image->empty()) {
      given_.sink.dropped(wanted_.id, {.reason = "corrupt", .first = captured_of(progress_.next_index)});
      go_on();
      continue;
    }
    is_good();
    if (live_ && !thinning_.takes(given_.clock.steady_now())) continue;
    const auto verdict = deliver(*image, stop);
    if (verdict == Verdict::stop) break;
    if (verdict == Verdict::taken) go_on();
  }
  return {};
}

Result<cv::Mat> CaptureLoop::read(SourceThread& source, const std::stop_token& stop) {
  if (auto fault = base::may_fail("camera.read"); !fault) return fault.error();
  return source.read(position(), patience(stop));
}

// `again` where another frame has become due meanwhile, which is to be read.
Verdict CaptureLoop::deliver(const cv::Mat& image, const std::stop_token& stop) {
  const bool wait = unpaced();
  const auto index = progress_.next_index;
  for (;;) {
    const auto captured = captured_of(index);
    const auto receipt = given_.sink.deliver(wanted_.id, {image, captured, index}, wait, stop);
    // An unpaced one goes on where the one before stopped; a paced one, where the clock says.
    const bool follows = wait && !placed_ && receipt.newest_source >= wanted_.first;
    if (follows && receipt.verdict != Verdict::taken) {
      std::lock_guard lock(mutex_);
      progress_.next_index = receipt.next_index;
    }
    if (receipt.verdict != Verdict::stop) placed_ = true;
    if (receipt.verdict != Verdict::again || progress_.next_index != index) return receipt.verdict;
  }
}

// Late frames are left out: a live picture is worth more than an old one.
void CaptureLoop::go_on() {
  const auto& uri = wanted_.uri;
  const auto following = progress_.next_index + 1;
  auto next = following;
  if (paced()) next = std::max(next, progress_.timeline->index_at(given_.clock.steady_now()));
  if (!uri.loop && progress_.length) next = std::max(following, std::min(next, *progress_.length));
  if (next > following) {
    const auto first = captured_of(following);
    given_.sink.dropped(wanted_.id, {.reason = "late",
                                     .count = static_cast<std::uint64_t>(next - following),
                                     .first = first,
                                     .apart = captured_of(following + 1) - first});
  }
  std::lock_guard lock(mutex_);
  progress_.next_index = next;
}

base::SteadyTime CaptureLoop::captured_of(std::int64_t index) const {
  return paced() ? progress_.timeline->due(index) : given_.clock.steady_now();
}

std::int64_t CaptureLoop::position() const {
  return progress_.length ? progress_.next_index % *progress_.length : progress_.next_index;
}

bool CaptureLoop::at_end() const {
  return !wanted_.uri.loop && progress_.length && progress_.next_index >= *progress_.length;
}

// Containers do not always tell their length, or only roughly.
bool CaptureLoop::found_end(const VideoSource& source) {
  const auto length = source.length();
  if (!length || *length <= 0 || position() < *length) return false;
  std::lock_guard lock(mutex_);
  progress_.length = length;
  return true;
}

Result<void> CaptureLoop::rest_at_end(SourceThread& source, const std::stop_token& stop) {
  if (!good_) {
    // It was opened behind its end: that it can be read is shown by its last frame.
    const auto last = source.read(*progress_.length - 1, patience(stop));
    if (!last) return last.error();
    good_ = true;
    settle_start({});
  }
  status_->ended();
  wait_until(base::SteadyTime::max(), stop);
  return {};
}

void CaptureLoop::is_good() {
  if (status_->frame()) spdlog::info("camera: {} gives frames again", wanted_.uri.device());
  if (!good_) given_.losses.good(wanted_.id, wanted_.uri.device() + " gives frames again");
  good_ = true;
  settle_start({});
}

void CaptureLoop::settle_start(Result<void> result) {
  std::lock_guard lock(mutex_);
  if (started_) return;
  started_ = std::move(result);
  changed_.notify_all();
}

bool CaptureLoop::wait_until(base::SteadyTime time, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (time == base::SteadyTime::max()) {
    changed_.wait(lock, stop, [] { return false; });
  } else {
    changed_.wait_until(lock, stop, time, [] { return false; });
  }
  return !stop.stop_requested();
}

void CaptureLoop::pause_after(const Error& error, int tries, const std::stop_token& stop) {
  const auto initial = static_cast<double>(status_->tuning.reconnect_initial_ms);
  const auto longest = static_cast<double>(status_->tuning.reconnect_max_ms);
  // Between half the pause and all of it, so that many cameras do not come back at one moment.
  std::mt19937 random{std::random_device{}()};
  const double pause = std::min(longest, initial * std::pow(2.0, std::min(tries, 30))) *
                       std::uniform_real_distribution<double>(0.5, 1)(random);
  const auto wait = std::chrono::milliseconds(static_cast<std::int64_t>(pause));
  status_->away(error.message, given_.clock.wall_now() + wait);
  given_.losses.away(wanted_.id, error.message);
  if (tries == 0) spdlog::warn("camera: {}; trying again behind", error.message);
  wait_until(given_.clock.steady_now() + wait, stop);
}

Error CaptureLoop::failure(const std::string& doing, const std::string& why) const {
  return {ErrorCode::rolled_back, "camera.source", "cannot " + doing + " " + wanted_.uri.device() + ": " + why};
}

}  // namespace visiond::camera
