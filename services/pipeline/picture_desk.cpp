#include "services/pipeline/picture_desk.hpp"

#include "daemon/base/rate_limit.hpp"

#include <chrono>
#include <utility>

namespace visiond::pipeline {

using base::Error;
using base::ErrorCode;

namespace {

// How old a frame of the source before may be while its successor has not shown any: a change of the camera is not to
// look like a camera that has none.
constexpr std::chrono::seconds still_fresh{2};

Error no_frame(const std::string& why) { return {ErrorCode::no_frame, "", why}; }

}  // namespace

void PictureDesk::start() {
  thread_ = std::thread([this] { run(); });
}

void PictureDesk::stop() {
  std::deque<Snapshot> unanswered;
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    waiting_.clear();
    newest_.reset();
    unanswered.swap(snapshots_);
    work_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  for (const auto& each : unanswered) each.done(Error{ErrorCode::draining, "", "the daemon is stopping"});
}

void PictureDesk::offer(const Frame& frame, std::shared_ptr<const FrameResult> result) {
  const auto* camera = frame.generation->part<SourcePart>();
  Shot shot{frame.image, std::move(result), frame.captured, camera != nullptr ? camera->source() : 0};
  const bool wanted = !hub_.empty();
  std::optional<Shot> before, oldest;  // freed outside the lock
  std::lock_guard lock(mutex_);
  if (stopped_) return;
  if (wanted) {
    if (waiting_.size() == most_waiting) {
      oldest.emplace(std::move(waiting_.front()));
      waiting_.pop_front();
      statistics_.drop("queue_full");
    }
    waiting_.push_back(shot);
    work_.notify_one();
  }
  before = std::exchange(newest_, std::move(shot));
}

std::unique_ptr<Subscription> PictureDesk::subscribe(const PictureOptions& options,
                                                     std::function<void(const Picture&)> handler) {
  return hub_.subscribe([this, options, handler = std::move(handler),
                         rate = base::RateLimit(options.max_fps)](Encodings& encodings) mutable {
    if (!rate.is_due(encodings.result().capture_time)) return;
    if (const auto picture = encodings.picture(options))
      handler(*picture);
    else
      statistics_.drop("error");
  });
}

base::Result<PictureDesk::Shot> PictureDesk::newest_of(const SourcePart* source) const {
  if (stopped_) return Error{ErrorCode::draining, "", "the daemon is stopping"};
  if (source == nullptr) return no_frame("the camera is impaired, so there is no frame; its status says why");
  if (source->source() == 0) return no_frame("there is no camera: camera.enabled is false or camera.source is empty");
  if (source->away()) return no_frame("the camera gives no frames; its status says why, and when it is tried again");
  const bool fresh =
      newest_ && (newest_->source == source->source() || clock_.steady_now() - newest_->captured < still_fresh);
  if (!fresh) return no_frame("no frame of the camera has been processed yet; try again in a moment");
  return *newest_;
}

void PictureDesk::snapshot(const SourcePart* source, const PictureOptions& options, Done done) {
  std::optional<Error> refusal;
  {
    std::lock_guard lock(mutex_);
    auto shot = newest_of(source);
    if (!shot) {
      refusal = shot.error();
    } else if (snapshots_.size() == most_snapshots) {
      refusal = Error{ErrorCode::queue_full, "", "too many snapshots wait to be encoded; try again in a moment"};
    } else {
      snapshots_.push_back({std::move(*shot), options, std::move(done)});
      work_.notify_one();
    }
  }
  if (refusal) done(*refusal);
}

void PictureDesk::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [this] { return stopped_ || !waiting_.empty() || !snapshots_.empty(); });
    if (stopped_) return;
    if (!snapshots_.empty()) {
      auto snapshot = std::move(snapshots_.front());
      snapshots_.pop_front();
      lock.unlock();
      answer(std::move(snapshot));
    } else {
      auto shot = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      encode(std::move(shot));
    }
    lock.lock();
  }
}

void PictureDesk::encode(Shot shot) {
  const auto start = clock_.steady_now();
  Encodings encodings(std::move(shot.image), std::move(shot.result));
  hub_.publish(encodings);
  if (encodings.count() == 0) return;
  const auto end = clock_.steady_now();
  statistics_.frame(end, end - start);
}

void PictureDesk::answer(Snapshot snapshot) {
  Encodings encodings(std::move(snapshot.shot.image), std::move(snapshot.shot.result));
  snapshot.done(encodings.picture(snapshot.options));
}

StageStatus PictureDesk::status() const {
  auto status = statistics_.status(clock_.steady_now());
  status.name = "pictures";
  std::lock_guard lock(mutex_);
  status.queue_length = static_cast<int>(waiting_.size() + snapshots_.size());
  return status;
}

}  // namespace visiond::pipeline
