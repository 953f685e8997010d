#include "services/camera/source_thread.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <pthread.h>
#include <signal.h>
#include <utility>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// For a call that was interrupted to come back.
constexpr std::chrono::milliseconds grace{200};

// A signal on this thread would make a driver's read fail.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

std::string within(const std::optional<base::Duration>& limit) {
  if (!limit) return "in time";
  return "within " + std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(*limit).count()) + " ms";
}

}  // namespace

// What the thread shares with whoever calls it.
class SourceThread::Work final : public Endable {
 public:
  Work(std::unique_ptr<VideoSource> source, std::unique_ptr<ExclusiveUse::Lease> lease)
      : source_(std::move(source)), lease_(std::move(lease)) {}

  // The thread.
  void run() {
    block_signals();
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return next_ || closing_; });
      if (!next_) break;
      lock.unlock();
      next_(*source_);
      lock.lock();
      next_ = nullptr;
      changed_.notify_all();
    }
    lock.unlock();
    // Whoever interrupts it holds this too.
    auto source = [this] {
      std::lock_guard alive(alive_);
      return std::move(source_);
    }();
    source.reset();
    lease_.reset();
    lock.lock();
    ended_ = true;
    changed_.notify_all();
  }
  // False where it is still at it after `limit`.
  bool perform(std::function<void(VideoSource&)> function, const Patience& patience) {
    const std::stop_callback on_stop(patience.stop, [this] { interrupt(); });
    std::unique_lock lock(mutex_);
    next_ = std::move(function);
    changed_.notify_all();
    return wait(lock, patience, [this] { return !next_; });
  }
  bool close(const Patience& patience) {
    std::unique_lock lock(mutex_);
    closing_ = true;
    changed_.notify_all();
    return wait(lock, patience, [this] { return ended_; });
  }
  bool come_back(base::Duration limit) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [this] { return !next_; });
  }
  bool wait_until_ended(base::Duration limit) override {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [this] { return ended_; });
  }
  void interrupt() {
    std::lock_guard alive(alive_);
    if (source_) source_->interrupt();
  }
  const VideoSource& source() const { return *source_; }

 private:
  template <class Condition>
  bool wait(std::unique_lock<std::mutex>& lock, const Patience& patience, Condition condition) {
    if (patience.limit && changed_.wait_for(lock, patience.stop, *patience.limit, condition)) return true;
    if (patience.limit && !patience.stop.stop_requested()) return false;
    changed_.wait(lock, condition);
    return true;
  }

  std::mutex alive_;  // held while the source is interrupted or taken away
  std::unique_ptr<VideoSource> source_;
  std::unique_ptr<ExclusiveUse::Lease> lease_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::function<void(VideoSource&)> next_;
  bool closing_ = false;
  bool ended_ = false;
};

SourceThread::SourceThread(std::unique_ptr<VideoSource> source, std::unique_ptr<ExclusiveUse::Lease> lease,
                           Stragglers& stragglers, std::string device)
    : stragglers_(stragglers),
      device_(std::move(device)),
      work_(std::make_shared<Work>(std::move(source), std::move(lease))),
      thread_([work = work_] { work->run(); }) {}

SourceThread::~SourceThread() { close({}); }

const VideoSource& SourceThread::source() const { return work_->source(); }

Result<void> SourceThread::open(const Format& wanted, const Patience& patience) {
  return call<void>(
      "open", "it did not open", [wanted](VideoSource& source) { return source.open(wanted); }, patience);
}

Result<bool> SourceThread::change_format(const Format& wanted, const Patience& patience) {
  return call<bool>(
      "change", "it did not answer",
      [wanted](VideoSource& source) -> Result<bool> { return source.change_format(wanted); }, patience);
}

Result<cv::Mat> SourceThread::read(std::int64_t index, const Patience& patience) {
  return call<cv::Mat>(
      "read", "no frame came", [index](VideoSource& source) { return source.read(index); }, patience);
}

Result<Controls> SourceThread::control(const Controls& wanted, const Patience& patience) {
  return call<Controls>(
      "control", "it did not answer", [wanted](VideoSource& source) { return source.control(wanted); }, patience);
}

void SourceThread::close(const Patience& patience) {
  if (!thread_.joinable()) return;
  if (!work_->close(patience)) return give_up();
  thread_.join();
}

template <class T>
Result<T> SourceThread::call(const std::string& doing, const std::string& late,
                             std::function<Result<T>(VideoSource&)> function, const Patience& patience) {
  if (!thread_.joinable()) return failure(doing, "it hangs");
  // Outlives this call where the source hangs.
  auto result = std::make_shared<std::optional<Result<T>>>();
  auto thrown = std::make_shared<std::string>();
  const bool done = perform(
      [result, thrown, function = std::move(function)](VideoSource& source) {
        try {
          *result = function(source);
        } catch (const std::exception& exception) {
          *thrown = exception.what();
        }
      },
      patience);
  if (!done) return failure(doing, late + " " + within(patience.limit));
  if (!*result) return failure(doing, *thrown);
  return std::move(**result);
}

bool SourceThread::perform(std::function<void(VideoSource&)> function, const Patience& patience) {
  if (work_->perform(std::move(function), patience)) return true;
  work_->interrupt();
  if (!work_->come_back(grace)) give_up();
  return false;
}

void SourceThread::give_up() {
  spdlog::warn("camera: {} hangs; its thread is given up", device_);
  work_->close({.limit = base::Duration::zero(), .stop = {}});
  stragglers_.take(std::move(thread_), work_, device_);
}

Error SourceThread::failure(const std::string& doing, const std::string& why) const {
  return {ErrorCode::rolled_back, "camera.source", "cannot " + doing + " " + device_ + ": " + why};
}

}  // namespace visiond::camera
