#pragma once
// The transaction as a pure state machine: resume(event) → actions. No threads, clock, sockets or disk; the runtime
// performs the actions and feeds the results back, so that every interleaving can be tested as plain function calls.
// Strand-bound (the coordinator's).
//
//   new ─begin→ staging → validating → planning ─┬→ finished: REJECTED | VALIDATED | COMMITTED without a difference
//                                                └→ preparing
//   preparing ─all waves→ rehearsing ─┬→ committing
//                                     ├→ finished: VALIDATED (a dry run's end)
//                                     └→ switching ⇄ repreparing → rehearsing_held → committing
//   committing ─committed→ flipping → (measuring) → finished: COMMITTED | PARTIALLY_COMMITTED | AWAITING_CONFIRMATION
//   committing ─refused→ reverting
//   preparing … rehearsing_held ─failure, time-out, cancellation→ draining ─all returned, or grace over→ reverting
//   reverting → (measuring_way_back) → verifying → finished: ROLLED_BACK | CANCELLED | ROLLBACK_INCOMPLETE
//
// Taking an unconfirmed change back (Kind::revert) goes on without a section that fails or hangs: it is left without a
// part, impaired, and the coordinator prepares it again behind. Such a repair is a machine's run too, but writes
// nothing: the revision in force stays.
//
// Answers that come after their operation was given up are fenced: the machine answers them with Drop.

#include "daemon/settings/snapshot.hpp"
#include "daemon/settings/validation.hpp"
#include "daemon/transaction/participant.hpp"
#include "daemon/transaction/planner.hpp"
#include "daemon/transaction/report.hpp"
#include "daemon/transaction/request.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace visiond::transaction {

using base::SteadyTime;
using base::WallTime;

struct Prediction {
  Duration duration{};
  Duration downtime{};
};

// What the machine decides from. The documents are those in force when the transaction's turn has come; the pointees
// outlive it.
struct Situation {
  const settings::Schema* schema = nullptr;
  const Planner* planner = nullptr;
  // A participant's check(); pure.
  std::function<std::vector<settings::Violation>(const std::string& section, const SectionChange&,
                                                 const json::object& proposed)>
      check;
  // From this machine's history; nothing: the kind's budget (settings.md) is taken.
  std::function<std::optional<Prediction>(const std::string& section, UpdateKind)> predict;
  settings::Snapshot sparse;
  settings::Snapshot full;
  settings::Snapshot effective;
  base::Revision revision;
  std::map<std::string, std::string> busy;  // section → why it cannot be touched
  Duration time_out = std::chrono::seconds(30);
  Duration drain_grace = std::chrono::milliseconds(250);  // for operations to heed the stop before they are given up
  Duration way_back_time_out = std::chrono::seconds(10);
};

// One try at one section's work; what bears an older attempt is a late finisher.
struct OperationId {
  std::string section;
  std::uint32_t attempt = 0;
  auto operator<=>(const OperationId&) const = default;
};

// What the machine needs to know of a Prepared.
struct PreparedInfo {
  bool unaffected = false;
  json::object effective{};
  bool wants_rehearsal = false;
  bool needs_switch = false;
};

enum class Timer { deadline, drain, way_back };
enum class CommitOutcome { committed, refused };

namespace event {
struct Begin {
  WallTime wall;
};
// Answers action::Continue, at a later time.
struct Continue {};
struct PrepareDone {
  OperationId id;
  base::Result<PreparedInfo> result;
};
struct RehearseDone {
  std::uint32_t attempt;
  base::Result<void> result;
};
struct SwitchDone {
  OperationId id;
  base::Result<PreparedInfo> result;  // as read back
  bool new_part = false;              // the part is another one than was staged
};
struct SwitchBackDone {
  OperationId id;
  base::Result<void> result;
};
// An outcome that cannot be told never comes back: the process ends.
struct CommitDone {
  CommitOutcome outcome;
  base::Error error;  // of a refusal
};
struct Flipped {
  FlipResult result;
};
struct DowntimeMeasured {
  std::optional<Duration> downtime;
};
struct Verified {
  base::Result<void> result;
};
struct TimerFired {
  Timer timer;
};
struct Cancel {
  base::Error reason;  // CANCELLED, DEADLINE_EXCEEDED or DRAINING
};
}  // namespace event

using Event = std::variant<event::Begin, event::Continue, event::PrepareDone, event::RehearseDone, event::SwitchDone,
                           event::SwitchBackDone, event::CommitDone, event::Flipped, event::DowntimeMeasured,
                           event::Verified, event::TimerFired, event::Cancel>;

namespace action {
// Come back at once: the phase that ended took measurable time. A dry run of depth PLAN does without: Begin finishes
// it.
struct Continue {};
// Run Participant::prepare; `on_strand` when no change is more than HOT_RELOAD. The runtime adds parts.
struct Prepare {
  OperationId id;
  SectionChange change;
  bool on_strand = false;
  Occasion occasion = Occasion::change;
};
struct Rehearse {
  std::uint32_t attempt;
  std::vector<std::string> sections;
};
struct HoldFrames {};
struct ReleaseFrames {};
struct SwitchOver {
  OperationId id;
};
struct SwitchBack {
  OperationId id;
};
// Assemble all parts at the revision, but for those of `without`; then one synced write: the revision, and the report
// as it stands under its request id. A repair writes nothing. Answered by CommitDone.
struct Commit {
  base::Revision revision;
  settings::Snapshot sparse;
  settings::Snapshot full;
  settings::Snapshot effective;
  State outcome = State::committed;
  std::vector<std::string> without{};  // sections that are left without a part
  bool write = true;
};
// Flip to what was assembled, activate. Answered by Flipped.
struct Flip {
  base::Revision revision;
};
struct MeasureDowntime {
  Duration limit;
};
// Newest revision row and stamped generation are those of before. Answered by Verified.
struct Verify {
  base::Revision revision;
};
// Asks every running operation of this transaction to stop.
struct RequestStop {};
// Free this Prepared (a late finisher's, a superseded one's).
struct Drop {
  OperationId id;
};
// Free everything staged that is not impaired.
struct DropAll {};
// The operation has not returned: its section is BUSY until it does.
struct LeaveBusy {
  OperationId id;
};
// The way back of this section failed or hangs: keep its Prepared, try switch_back again behind.
struct Impair {
  OperationId id;
  base::Error error;
};
struct ArmTimer {
  Timer timer;
  Duration after;
};
struct DisarmTimer {
  Timer timer;
};
// Watchers are told.
struct Publish {
  enum class What { started, phase_started, phase_ended, operation, ended } what;
  Phase phase;
  Operation operation;
  double progress = 0;
  Duration remaining{};
};
// The report is final (but for retiring): answer the caller, record what is not recorded yet.
struct Finish {};
}  // namespace action

using Action =
    std::variant<action::Continue, action::Prepare, action::Rehearse, action::HoldFrames, action::ReleaseFrames,
                 action::SwitchOver, action::SwitchBack, action::Commit, action::Flip, action::MeasureDowntime,
                 action::Verify, action::RequestStop, action::Drop, action::DropAll, action::LeaveBusy, action::Impair,
                 action::ArmTimer, action::DisarmTimer, action::Publish, action::Finish>;

class Machine {
 public:
  Machine(base::TransactionId id, Request request, Situation situation);
  ~Machine();
  Machine(Machine&&) noexcept;

  // `now` never goes back. Actions are to be performed in order. Events after Finish are late finishers: they give Drop
  // or nothing.
  std::vector<Action> resume(const Event& event, SteadyTime now, WallTime wall);

  const Report& report() const;
  // The full document as it would be; from Prepare on.
  const settings::Snapshot& proposed() const;
  bool finished() const;
  // True until COMMIT is issued: a cancellation counts.
  bool cancellable() const;
  // True once Prepare was reached, or where a difference was found to be none: the request id is consumed.
  bool consumes_request_id() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace visiond::transaction
