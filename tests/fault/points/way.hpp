#pragma once
// The ways on which a daemon passes its fail points: for each point one that reaches it, with the passing that counts.
// Used by tests from their own thread.

#include "tests/fault/crash_loop/mortal_daemon.hpp"
#include "tests/support/model_folder.hpp"
#include "visiond/v1/settings.grpc.pb.h"

#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace visiond::testing {

enum class Way {
  start,          // with an empty folder, and no more
  damaged,        // start of a store that is damaged
  change,         // of every section, with a request id
  recreate,       // another detector, another classifier
  switch_camera,  // to another rate of a camera that may be opened only once
  switch_back,    // the same, and the new opening fails
  failing,        // a change that fails in its preparation
  rollback,
  tentative,  // a change that awaits confirmation
  confirm,
  cancel,
  undecided,  // a commit whose end is not clear
  stop,       // by SIGTERM
};

struct PointOnWay {
  std::string_view point;
  Way way;
  int pass = 1;  // counted from the daemon's start

  friend std::ostream& operator<<(std::ostream& out, const PointOnWay& each) { return out << each.point; }
};

// One for each row of the table of fail points, in its order.
const std::vector<PointOnWay>& points_on_ways();

// A daemon that goes a way with fail points armed, and is looked at afterwards.
class WayWorld {
 public:
  // `time_out`: of transactions.
  explicit WayWorld(const PointOnWay& point, std::chrono::milliseconds time_out = std::chrono::seconds(30));

  // `action` as VISIOND_FAILPOINTS has it. The exit code or minus the signal; nothing where the daemon goes on for
  // `limit` after the way.
  std::optional<int> go(const std::string& action, std::chrono::milliseconds limit);
  // Started again where it ended: what is wrong with it, empty where its revisions are whole and a change works.
  std::string what_is_broken();
  // By SIGTERM; the exit code, or minus the signal.
  int stop() { return daemon_.end(SIGTERM); }
  std::string log() const { return daemon_.log(); }

 private:
  void damage_store();
  void walk();
  std::string settle(const std::string& transaction);
  v1::Transaction change(const std::string& patch, bool tentative = false);

  const PointOnWay point_;
  const ModelFolder models_;
  MortalDaemon daemon_;
  std::unique_ptr<v1::SettingsService::Stub> settings_;
};

}  // namespace visiond::testing
