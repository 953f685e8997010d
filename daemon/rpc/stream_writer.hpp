#pragma once
// One server stream: a bounded queue, one write in flight, an end exactly once. Keeps itself, and what feeds it, alive
// until gRPC has done with the call. Thread-safe.

#include <grpcpp/support/server_callback.h>

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace visiond::rpc {

template <class Message>
class StreamWriter final : public grpc::ServerWriteReactor<Message> {
 public:
  // `capacity`: messages that may wait. gRPC takes the pointer; whoever feeds the stream holds the shared one.
  static std::shared_ptr<StreamWriter> make(std::size_t capacity) {
    std::shared_ptr<StreamWriter> writer(new StreamWriter(capacity));
    writer->self_ = writer;
    return writer;
  }

  // Sends the initial metadata, so that the caller knows it is subscribed, and keeps `feed` until the call is over.
  // Once, before the reactor is handed to gRPC.
  template <class Feed>
  void begin(std::unique_ptr<Feed> feed) {
    this->StartSendInitialMetadata();
    auto kept = std::shared_ptr<void>(std::move(feed));
    std::lock_guard lock(mutex_);
    if (!over_) feed_.swap(kept);
  }

  // False where the queue is full or the stream is over.
  bool push(Message message) {
    std::lock_guard lock(mutex_);
    if (over_ || queue_.size() >= capacity_) return false;
    add(std::move(message));
    return true;
  }

  // Drops the oldest message that waits where the queue is full.
  void push_or_drop_oldest(Message message) {
    std::lock_guard lock(mutex_);
    if (over_) return;
    if (queue_.size() >= capacity_) queue_.pop_front();
    add(std::move(message));
  }

  // Ends the stream once what waits is written. `status` is called only where it is not over yet, so the call's context
  // is still there for it.
  template <class MakeStatus>
  void finish(MakeStatus status) {
    std::lock_guard lock(mutex_);
    if (over_) return;
    over_ = true;
    last_ = status();
    if (!writing_) this->Finish(*std::exchange(last_, std::nullopt));
  }

  void OnWriteDone(bool ok) override {
    std::lock_guard lock(mutex_);
    writing_ = false;
    if (!ok) return end_at_once();
    if (!queue_.empty()) return write_next();
    if (last_) this->Finish(*std::exchange(last_, std::nullopt));
  }

  void OnCancel() override {
    const auto feed = take_feed();
    std::lock_guard lock(mutex_);
    end_at_once();
  }

  void OnDone() override {
    const auto feed = take_feed();
    const auto self = std::move(self_);
  }

 private:
  explicit StreamWriter(std::size_t capacity) : capacity_(capacity) {}

  void add(Message message) {
    queue_.push_back(std::move(message));
    if (!writing_) write_next();
  }

  void write_next() {
    in_flight_ = std::move(queue_.front());
    queue_.pop_front();
    writing_ = true;
    this->StartWrite(&in_flight_);
  }

  // Nobody reads any more.
  void end_at_once() {
    queue_.clear();
    if (over_ && !last_) return;
    over_ = true;
    last_.reset();
    this->Finish({grpc::StatusCode::CANCELLED, "the caller went away"});
  }

  // Freed outside the lock: ending a subscription waits for its handler, which may wait for the lock.
  std::shared_ptr<void> take_feed() {
    std::lock_guard lock(mutex_);
    return std::exchange(feed_, nullptr);
  }

  const std::size_t capacity_;
  std::shared_ptr<StreamWriter> self_;

  std::mutex mutex_;
  std::shared_ptr<void> feed_;
  std::deque<Message> queue_;
  Message in_flight_;
  bool writing_ = false;
  bool over_ = false;                 // no more is taken
  std::optional<grpc::Status> last_;  // to be sent when the queue is empty
};

}  // namespace visiond::rpc
