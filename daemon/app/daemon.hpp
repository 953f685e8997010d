#pragma once
// The composition root: makes every part of the daemon, wires them, and takes them down in order. Used by main and by
// tests that run the whole daemon in their own process. start() and stop() on one thread; the rest is thread-safe.

#include "daemon/app/config.hpp"
#include "daemon/base/error.hpp"
#include "daemon/base/ids.hpp"
#include "services/detection/factory.hpp"
#include "services/inference/classifier.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace visiond::app {

struct DaemonOptions {
  Config config;
  std::optional<boost::json::object> initial_settings;  // a merge patch of the defaults, for an empty store
  bool start_from_newest_readable = false;
  std::filesystem::path trainer{};             // none: visiond-trainer beside this program
  detection::DetectorFactory detectors{};      // none: all backends
  inference::ClassifierFactory classifiers{};  // none: those of the models folder
};

class Daemon {
 public:
  // STORE_DAMAGED, STORAGE_FAILED or STORAGE_FULL, INVALID_SETTING (of the initial settings), or INVALID_REQUEST with
  // the address that cannot be listened on.
  static base::Result<std::unique_ptr<Daemon>> start(DaemonOptions options);
  // What stop() does, without a limit.
  ~Daemon();

  // With the ports that were picked.
  const std::vector<std::string>& addresses() const;
  base::Revision revision() const;
  // True once the first frame was processed or the camera is known to be away or disabled; waits at most `limit`.
  bool wait_until_ready(std::chrono::milliseconds limit);

  // Refuses new transactions, finishes or rolls back the current one, ends streams, stops the services and closes the
  // store. False where an operation, a stage or a source of a service has still not returned after `limit`, which a
  // source gets once more: the process may end, but must not destroy the daemon, which would wait for it.
  bool stop(std::chrono::milliseconds limit);

 private:
  class Impl;
  explicit Daemon(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace visiond::app
