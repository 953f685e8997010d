#pragma once
// Tells those who watch the status what has changed. Whoever looks after the services' health passes on what it saw;
// messages, comparisons and writes are the business of a thread of its own, which runs from the first watcher on, so
// that add() and tell() may be called on a strand. Owned by the service; thread-safe.

#include "daemon/base/clock.hpp"
#include "daemon/base/rate_limit.hpp"
#include "daemon/rpc/stream_writer.hpp"
#include "daemon/rpc/whole_status.hpp"
#include "daemon/runtime/settings_api.hpp"
#include "visiond/v1/vision.pb.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace visiond::rpc {

class StatusFeed {
 public:
  using Writer = StreamWriter<v1::Status>;
  static constexpr double most_per_second = 4;  // to each watcher

  // Both outlive it.
  StatusFeed(const WholeStatus& status, const base::Clock& clock) : status_(status), clock_(clock) {}
  ~StatusFeed();

  // Gets `now` at once, and from then on what tell() says where it differs from what it got last.
  void add(const std::shared_ptr<Writer>& writer, const runtime::EngineStatus& now);
  // How the engine's services fare. Returns at once.
  void tell(const runtime::EngineStatus& now);

 private:
  struct Joining {
    std::shared_ptr<Writer> writer;
    runtime::EngineStatus now;
    base::WallTime time{};
  };
  struct Told {
    runtime::EngineStatus status;
    base::WallTime time{};
  };
  struct Watcher {
    std::weak_ptr<Writer> writer;
    v1::Status last;  // without the uptime
    base::RateLimit rate;
  };

  void run();
  void join(const Joining& joining);
  void tell_all(const Told& told);
  static void give(Watcher& watcher, const v1::Status& message);

  const WholeStatus& status_;
  const base::Clock& clock_;

  std::mutex mutex_;
  std::condition_variable work_;
  std::vector<Joining> joining_;
  std::optional<Told> next_;  // a newer one takes its place
  bool watched_ = false;
  bool stopped_ = false;
  std::vector<Watcher> watchers_;  // the thread's own
  std::thread thread_;
};

}  // namespace visiond::rpc
