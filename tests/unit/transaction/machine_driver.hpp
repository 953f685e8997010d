#pragma once
// Drives a state machine by function calls and shows what it wants done as one line of text: "prepare camera, prepare
// detection". Continue is answered at once and Publish is kept aside. Bound to one test.

#include "daemon/transaction/machine.hpp"
#include "tests/unit/transaction/sample_world.hpp"

#include <memory>
#include <string>
#include <vector>

namespace visiond::transaction {

class MachineDriver {
 public:
  // camera ← detection ← inference, camera ← ui, at revision 7, unless the test says otherwise. Request and situation
  // may be changed until begin().
  explicit MachineDriver(const std::string& patch, std::vector<Node> nodes = sample_nodes());

  Request request;
  Situation situation;

  // What the machine answers, without what it only publishes.
  std::string begin();
  std::string send(const Event& event);

  std::string prepared(const std::string& section);
  std::string prepared(const std::string& section, PreparedInfo info);
  std::string unaffected(const std::string& section);
  std::string not_prepared(const std::string& section, const std::string& why = "it does not work");
  std::string rehearsed();
  std::string not_rehearsed(const std::string& section, const std::string& why = "it does not work");
  std::string switched(const std::string& section);
  std::string switched(const std::string& section, PreparedInfo info, bool new_part = false);
  std::string not_switched(const std::string& section, const std::string& why = "it does not work");
  std::string switched_back(const std::string& section);
  std::string not_switched_back(const std::string& section, const std::string& why = "it does not work");
  std::string committed() { return send(event::CommitDone{CommitOutcome::committed, {}}); }
  std::string refused(base::Error error) { return send(event::CommitDone{CommitOutcome::refused, std::move(error)}); }
  std::string flipped(std::uint64_t first_frame = 100) { return send(event::Flipped{{first_frame}}); }
  std::string measured(std::optional<Duration> downtime) { return send(event::DowntimeMeasured{downtime}); }
  std::string verified() { return send(event::Verified{base::Result<void>{}}); }
  std::string fired(Timer timer) { return send(event::TimerFired{timer}); }
  std::string cancel(base::ErrorCode code = base::ErrorCode::cancelled);

  // The section's full object as proposed, with these settings put in.
  json::object section(const std::string& name, const json::object& settings = {}) const;
  PreparedInfo info(const std::string& section) const;             // exactly what was asked for
  PreparedInfo needs_switch(const std::string& section) const;     // and cannot exist twice
  PreparedInfo wants_rehearsal(const std::string& section) const;  // and was newly loaded
  PreparedInfo settles_for(const std::string& section, const json::object& settings) const;

  void pass(Duration time) { now_ += std::chrono::duration_cast<SteadyTime::duration>(time); }
  const Machine& machine() const { return *machine_; }
  const Report& report() const { return machine_->report(); }
  base::ErrorCode error() const { return report().error ? report().error->code : base::ErrorCode::internal; }
  const Operation& operation(const std::string& section) const;
  const std::vector<action::Publish>& published() const { return published_; }
  // "camera FAILED, ui NOT_RUN": every operation's outcome in the plan's order.
  std::string outcomes() const;
  OperationId newest(const std::string& section) const;
  const action::Commit& commit() const { return commit_; }

 private:
  settings::Schema schema_;
  Planner planner_;
  std::unique_ptr<Machine> machine_;
  SteadyTime now_{std::chrono::hours(1)};
  WallTime wall_{std::chrono::hours(24)};
  std::map<std::string, std::uint32_t> attempts_;
  std::map<std::string, SectionChange> changes_;
  std::uint32_t rehearsal_ = 0;
  std::vector<action::Publish> published_;
  action::Commit commit_;
};

}  // namespace visiond::transaction
