#pragma once
// The streams of one service, so that all of them end when the daemon stops, and those that come later at once.
// Thread-safe.

#include "daemon/rpc/error_status.hpp"
#include "daemon/rpc/stream_writer.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace visiond::rpc {

class OpenStreams {
 public:
  // False where the daemon stops: the stream is ended then, and needs no feed.
  template <class Message>
  bool add(const std::shared_ptr<StreamWriter<Message>>& writer) {
    {
      std::lock_guard lock(mutex_);
      std::erase_if(streams_, [](const auto& stream) { return stream.writer.expired(); });
      if (!ended_) {
        streams_.push_back({writer, [weak = std::weak_ptr(writer)] {
                              if (const auto open = weak.lock()) open->finish(draining);
                            }});
        return true;
      }
    }
    writer->finish(draining);
    return false;
  }

  // Ends every stream with DRAINING.
  void end() {
    std::vector<Stream> streams;
    {
      std::lock_guard lock(mutex_);
      ended_ = true;
      streams.swap(streams_);
    }
    for (const auto& stream : streams) stream.end();
  }

 private:
  struct Stream {
    std::weak_ptr<void> writer;
    std::function<void()> end;
  };

  static grpc::Status draining() { return status_of({base::ErrorCode::draining, "", "the daemon is stopping"}); }

  std::mutex mutex_;
  bool ended_ = false;
  std::vector<Stream> streams_;
};

}  // namespace visiond::rpc
