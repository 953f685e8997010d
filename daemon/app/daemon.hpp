#pragma once
// The composition root: makes every part of the daemon, wires them, and takes them down in order. Used by main and by tests that
// run the whole daemon in their own process. start() and stop() on one thread; the rest is thread-safe.

#include "daemon/base/clock.hpp"
#include "daemon/base/error.hpp"
#include "services/detection/factory.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace visiond::app {

struct DaemonOptions {
  std::vector<std::string> listen;  // unix:PATH or HOST:PORT
  std::filesystem::path state_dir;
  std::optional<boost::json::object> initial_settings;  // a merge patch of the defaults, for an empty store
  bool allow_fault_options = false;
  bool start_from_newest_readable = false;
  detection::DetectorFactory detectors = detection::make_detector;
};

class Daemon {
 public:
  // STORE_DAMAGED, STORAGE_FAILED, INVALID_SETTING (of the initial settings), or why an address cannot be used.
  static base::Result<std::unique_ptr<Daemon>> start(DaemonOptions options);
  // Refuses new transactions, finishes or rolls back the current one, ends streams, then stops the services and closes the store.
  ~Daemon();

  // With the ports that were picked.
  const std::vector<std::string>& addresses() const;
  base::Revision revision() const;
  // True once the first frame was processed or the camera is known to be away or disabled; waits at most `limit`.
  bool wait_until_ready(std::chrono::milliseconds limit);

 private:
  class Impl;
  explicit Daemon(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace visiond::app
