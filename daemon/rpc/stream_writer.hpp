#pragma once
// One server stream: a bounded queue, one write in flight, an end exactly once. Keeps itself, and what feeds it, alive
// until gRPC has done with the call. Thread-safe.

#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace visiond::rpc {

// What may wait for one subscriber. A single message is always taken, whatever its size.
struct StreamLimits {
  std::size_t messages = 0;
  std::size_t bytes = std::size_t{8} << 20;
};

template <class Message>
class StreamWriter final : public grpc::ServerWriteReactor<Message> {
 public:
  // gRPC takes the pointer; whoever feeds the stream holds the shared one. `lost` outlives the stream and counts what
  // push_or_drop_oldest() drops.
  static std::shared_ptr<StreamWriter> make(StreamLimits limits, std::atomic<std::uint64_t>* lost = nullptr) {
    std::shared_ptr<StreamWriter> writer(new StreamWriter(limits, lost));
    writer->self_ = writer;
    return writer;
  }

  // Sends the initial metadata, so that the caller knows it is subscribed, and keeps `feed` until the stream ends.
  // Once, before the reactor is handed to gRPC.
  template <class Feed>
  void begin(std::unique_ptr<Feed> feed) {
    begin();
    keep(std::move(feed));
  }

  void begin() { this->StartSendInitialMetadata(); }

  // What feeds a stream that has begun, from whichever thread it comes.
  template <class Feed>
  void keep(std::unique_ptr<Feed> feed) {
    auto kept = std::shared_ptr<void>(std::move(feed));
    std::lock_guard lock(mutex_);
    if (!over_) feed_.swap(kept);
  }

  // False where the queue is full or the stream is over.
  bool push(Message message) {
    const auto size = message.ByteSizeLong();
    std::lock_guard lock(mutex_);
    if (over_ || !has_room_for(size)) return false;
    add(std::move(message), size);
    return true;
  }

  // Drops the oldest messages that wait where the queue is full.
  void push_or_drop_oldest(Message message) {
    const auto size = message.ByteSizeLong();
    std::lock_guard lock(mutex_);
    if (over_) return;
    while (!has_room_for(size)) {
      take_oldest();
      if (lost_ != nullptr) ++*lost_;
    }
    add(std::move(message), size);
  }

  // Ends the stream once what waits is written, and what feeds it at once. `status` is called only where the stream is
  // not over yet, so the call's context is still there for it. Not from a handler that the feed's destructor waits for.
  template <class MakeStatus>
  void finish(MakeStatus status) {
    std::shared_ptr<void> feed;
    std::lock_guard lock(mutex_);
    if (over_) return;
    over_ = true;
    feed.swap(feed_);
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
  struct Waiting {
    Message message;
    std::size_t size = 0;
  };

  StreamWriter(StreamLimits limits, std::atomic<std::uint64_t>* lost) : limits_(limits), lost_(lost) {}

  bool has_room_for(std::size_t size) const {
    return queue_.empty() || (queue_.size() < limits_.messages && waiting_bytes_ + size <= limits_.bytes);
  }

  void add(Message message, std::size_t size) {
    queue_.push_back({std::move(message), size});
    waiting_bytes_ += size;
    if (!writing_) write_next();
  }

  Message take_oldest() {
    auto oldest = std::move(queue_.front());
    queue_.pop_front();
    waiting_bytes_ -= oldest.size;
    return std::move(oldest.message);
  }

  void write_next() {
    in_flight_ = take_oldest();
    writing_ = true;
    this->StartWrite(&in_flight_);
  }

  // Nobody reads any more.
  void end_at_once() {
    queue_.clear();
    waiting_bytes_ = 0;
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

  const StreamLimits limits_;
  std::atomic<std::uint64_t>* const lost_;
  std::shared_ptr<StreamWriter> self_;

  std::mutex mutex_;
  std::shared_ptr<void> feed_;
  std::deque<Waiting> queue_;
  std::size_t waiting_bytes_ = 0;  // of queue_
  Message in_flight_;
  bool writing_ = false;
  bool over_ = false;                 // no more is taken
  std::optional<grpc::Status> last_;  // to be sent when the queue is empty
};

}  // namespace visiond::rpc
