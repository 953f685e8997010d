#pragma once
// The state machine's inside, shared by its files: machine.cpp (dispatch, stage to plan, end), machine_prepare.cpp,
// machine_switch.cpp, machine_commit.cpp, machine_revert.cpp (the way back), machine_without.cpp (going on without a
// section). Strand-bound (the coordinator's).

#include "daemon/transaction/machine.hpp"
#include "daemon/transaction/staging.hpp"

#include <string>
#include <utility>
#include <vector>

namespace visiond::transaction {

// The first frame after a restart or a way back comes within this, or its downtime stays unmeasured.
inline constexpr Duration longest_wait_for_frame = std::chrono::seconds(1);

class Machine::Impl {
 public:
  Impl(base::TransactionId id, Request request, Situation situation);

  std::vector<Action> resume(const Event& event, SteadyTime now, WallTime wall);
  const Report& report() const { return report_; }
  const settings::Snapshot& proposed() const { return staged_.full; }
  bool finished() const { return at_ == At::finished; }
  bool cancellable() const { return at_ < At::committing; }
  bool consumes_request_id() const { return consumes_request_id_; }

 private:
  enum class At {
    fresh,
    staging,
    validating,
    planning,
    preparing,
    rehearsing,
    switching,
    repreparing,
    rehearsing_held,
    committing,
    flipping,
    measuring,
    draining,
    reverting,
    measuring_way_back,
    verifying,
    finished,
  };

  // Where one section's work stands.
  enum class Work {
    waiting,
    prepared,
    unaffected,
    failed,
    switched,  // the side effect is made, or half made where it failed
    impaired,  // its way back failed or hangs
    given_up,  // it did not return in time
    dropped,   // its Prepared is freed
  };
  enum class Running { nothing, prepare, switch_over, switch_back };
  struct Task {
    OperationId id;
    SectionChange change;
    std::size_t wave = 0, place = 0;  // in the report
    Work work = Work::waiting;
    Running running = Running::nothing;
    bool rehearsing = false;  // takes part in the rehearsal under way
    PreparedInfo info;
    SteadyTime started{};
  };

  void on(const event::Begin& event);
  void on(const event::Continue& event);
  void on(const event::PrepareDone& event);
  void on(const event::RehearseDone& event);
  void on(const event::SwitchDone& event);
  void on(const event::SwitchBackDone& event);
  void on(const event::CommitDone& event);
  void on(const event::Flipped& event);
  void on(const event::DowntimeMeasured& event);
  void on(const event::Verified& event);
  void on(const event::TimerFired& event);
  void on(const event::Cancel& event);

  void begin_validating();
  bool nothing_to_do() const;
  void finish_without_difference();
  void begin_planning();
  void planned();

  void begin_wave(std::size_t wave);
  void start_prepare(Task& task);
  // What the answer makes of the task; the error where it is a failure.
  std::optional<base::Error> take_answer(Task& task, const base::Result<PreparedInfo>& result);
  // True where "unaffected" is no answer.
  bool must_answer(const Task& task) const;
  void wave_done();
  void all_prepared();
  bool rehearse(At state, bool held);
  void after_rehearsal();
  void rehearsed();

  void begin_switching();
  void switch_next();
  void reprepare_dependents(const std::string& section);
  void reprepare_next_wave();
  void all_switched();

  // Of a revert: the section is given up, the others go on.
  void leave_out(Task& task, base::Error error);
  void leave_out_of_rehearsal(const base::Error& error);
  void go_on_without_running();

  void begin_commit();
  State committed_state() const;
  static bool has_downtime(const Task& task);
  bool judge_adjustments();
  settings::Snapshot next_effective() const;

  // The first failure counts; everything before the commit point ends here.
  void fail(base::Error error, State outcome);
  void give_up_running();
  void begin_reverting();
  void impair(Task& task, base::Error error, const std::string& state);
  void revert_next();
  void ways_back_done();
  void begin_verifying();
  void drop_all();
  void finish(State state);

  bool is_repair() const { return !request_.repair.empty(); }
  base::Revision next_revision() const { return is_repair() ? report_.base_revision : report_.base_revision.next(); }

  Task* find(const OperationId& id);  // null for late finishers and strangers
  bool any_running() const;
  bool before_commit() const;
  Operation& operation(const Task& task) { return report_.waves[task.wave].operations[task.place]; }
  void settle(Task& task, Outcome outcome);
  void take_time(Task& task);
  void begin_phase(PhaseName name);
  void end_phase();
  void publish(action::Publish::What what);
  double progress() const;
  Duration remaining() const;
  void come_back(void (Impl::*next)());
  template <class A>
  void act(A action) {
    actions_.push_back(std::move(action));
  }

  Request request_;
  Situation situation_;
  Report report_;
  At at_ = At::fresh;
  Staged staged_;
  std::vector<Task> tasks_;  // in the plan's order
  std::size_t wave_ = 0;
  std::vector<std::size_t> to_prepare_again_;  // tasks, in the plan's order
  std::vector<std::size_t> to_switch_back_;    // tasks; the next one last
  std::size_t switching_ = 0;
  std::uint32_t rehearsal_ = 0;
  bool rehearsal_running_ = false;
  bool held_ = false;
  bool consumes_request_id_ = false;
  bool timer_armed_ = false;
  State outcome_ = State::rolled_back;
  std::vector<std::string> incomplete_;  // what could not be restored, a clause each
  std::optional<Phase> phase_;
  SteadyTime phase_started_{};
  SteadyTime started_{};
  SteadyTime now_{};
  WallTime wall_{};
  std::vector<Action> actions_;
};

}  // namespace visiond::transaction
