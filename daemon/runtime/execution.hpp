#pragma once
// One transaction being performed: feeds the state machine and does what it says. Owns the staged state of its
// participants. Kept alive by the work it has under way, so that late finishers find it. Strand-bound (the
// coordinator's).

#include "daemon/base/clock.hpp"
#include "daemon/runtime/journal.hpp"
#include "daemon/runtime/section_board.hpp"
#include "daemon/runtime/worker_pool.hpp"
#include "daemon/transaction/machine.hpp"
#include "daemon/transaction/participant.hpp"

#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

namespace visiond::runtime {

namespace json = boost::json;

using ParticipantMap = std::map<std::string, transaction::Participant*, std::less<>>;

// The documents a commit puts in force.
struct NewDocuments {
  json::object sparse, full, effective;
};

class Execution : public std::enable_shared_from_this<Execution> {
 public:
  // Where it works; everything outlives it.
  struct Surroundings {
    Strand strand;
    const base::Clock& clock;
    WorkerPool& workers;
    Journal& journal;
    transaction::Cutover& cutover;
    SectionBoard& board;
    const ParticipantMap& participants;
  };
  // Whom it tells, on the strand.
  struct Listener {
    // At the flip: these documents are in force from now on.
    std::function<void(NewDocuments)> in_force;
    std::function<void(const transaction::action::Publish&)> publish;
    // Once; the report is final.
    std::function<void()> finished;
  };

  Execution(Surroundings surroundings, Listener listener, transaction::Machine machine, std::string request_digest);

  void begin();
  // Without effect once COMMIT was issued.
  void cancel(base::Error reason);

  const transaction::Machine& machine() const { return machine_; }
  const std::string& request_digest() const { return request_digest_; }

 private:
  using PreparedPtr = std::shared_ptr<transaction::Prepared>;
  struct Staged {
    PreparedPtr prepared;
    bool on_strand = false;  // prepared on the strand, so cheap enough to be freed there
  };

  void feed(transaction::Event event);
  void perform(transaction::action::Continue& action);
  void perform(transaction::action::Prepare& action);
  void perform(transaction::action::Rehearse& action);
  void perform(transaction::action::HoldFrames& action);
  void perform(transaction::action::ReleaseFrames& action);
  void perform(transaction::action::SwitchOver& action);
  void perform(transaction::action::SwitchBack& action);
  void perform(transaction::action::Commit& action);
  void perform(transaction::action::Flip& action);
  void perform(transaction::action::MeasureDowntime& action);
  void perform(transaction::action::Verify& action);
  void perform(transaction::action::RequestStop& action);
  void perform(transaction::action::Drop& action);
  void perform(transaction::action::DropAll& action);
  void perform(transaction::action::LeaveBusy& action);
  void perform(transaction::action::Impair& action);
  void perform(transaction::action::ArmTimer& action);
  void perform(transaction::action::DisarmTimer& action);
  void perform(transaction::action::Publish& action);
  void perform(transaction::action::Finish& action);

  // Runs `work` on a worker and `then` with its result on the strand.
  template <class T>
  void on_worker(const std::string& section, std::function<base::Result<T>()> work,
                 std::function<void(base::Result<T>)> then);
  void on_worker_for(const transaction::OperationId& id, std::function<base::Result<void>()> work,
                     std::function<transaction::Event(base::Result<void>)> answer);
  transaction::PrepareInput input_for(const transaction::action::Prepare& action) const;
  void prepared(const transaction::OperationId& id, bool on_strand, base::Result<PreparedPtr> result);
  transaction::Parts next_parts() const;
  void returned(const transaction::OperationId& id);
  void free(Staged staged);
  bool unchanged_since_begin(base::Revision revision) const;

  Surroundings at_;
  Listener listener_;
  transaction::Machine machine_;
  std::string request_digest_;

  std::deque<transaction::Event> events_;
  bool feeding_ = false;
  std::map<transaction::OperationId, Staged> staged_;
  std::set<transaction::OperationId> running_;
  std::set<transaction::OperationId> left_busy_;
  std::stop_source stop_;
  std::shared_ptr<transaction::Candidate> candidate_;
  NewDocuments documents_;
  transaction::Parts parts_before_;
  std::map<transaction::Timer, std::unique_ptr<boost::asio::steady_timer>> timers_;
};

}  // namespace visiond::runtime
