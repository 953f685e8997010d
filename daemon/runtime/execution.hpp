#pragma once
// One transaction being performed: feeds the state machine and does what it says. Owns the staged state of its
// participants. Kept alive by the work it has under way, so that late finishers find it. Strand-bound (the
// coordinator's).

#include "daemon/base/clock.hpp"
#include "daemon/runtime/calls_under_way.hpp"
#include "daemon/runtime/guarded.hpp"
#include "daemon/runtime/journal.hpp"
#include "daemon/runtime/section_board.hpp"
#include "daemon/runtime/worker_pool.hpp"
#include "daemon/transaction/machine.hpp"
#include "daemon/transaction/participant.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace visiond::runtime {

namespace json = boost::json;

using ParticipantMap = std::map<std::string, transaction::Participant*, std::less<>>;

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
    // At the flip: this revision is in force from now on.
    std::function<void(transaction::RevisionRecord)> in_force;
    std::function<void(const transaction::action::Publish&)> publish;
    // Something is done on a worker; maybe more than once.
    std::function<void()> works_behind;
    // Once; the report is final.
    std::function<void()> finished;
    // Each time a generation was assembled.
    std::function<void()> assembled;
  };

  // What its commit writes beside the revision and the report.
  struct Beside {
    std::string request_digest;
    std::optional<transaction::Report> reverted;  // the transaction that is taken back
  };

  Execution(Surroundings surroundings, Listener listener, transaction::Machine machine, Beside beside);

  // `arrived`: when the request came, before it waited for its turn.
  void begin(base::WallTime arrived);
  // Without effect once COMMIT was issued.
  void cancel(base::Error reason);

  const transaction::Machine& machine() const { return machine_; }
  const Beside& beside() const { return beside_; }

 private:
  using PreparedPtr = std::shared_ptr<transaction::Prepared>;
  // What a participant prepared or switched over, asked for all it has to tell. No Prepared: "unaffected".
  struct Answer {
    PreparedPtr prepared;
    transaction::PartPtr part;
    transaction::PreparedInfo info;
  };
  struct Staged {
    PreparedPtr prepared;
    transaction::PartPtr part;
    bool on_strand = false;  // prepared on the strand, so cheap enough to be freed there
  };
  struct ArmedTimer {
    std::uint64_t number;
    boost::asio::steady_timer timer;
  };

  void feed(transaction::Event next);
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

  // Runs `work` of these operations on a worker and `then` with its result on the strand. What it throws is `section`'s
  // failure.
  template <class T>
  void on_worker(const std::vector<transaction::OperationId>& ids, const std::string& section,
                 std::function<base::Result<T>()> work, std::function<void(base::Result<T>)> then);
  static base::Result<Answer> inspect(const std::string& section, PreparedPtr prepared);
  transaction::PrepareInput input_for(const transaction::action::Prepare& action) const;
  void prepared(const transaction::OperationId& id, bool on_strand, base::Result<Answer> result);
  void switched(const transaction::OperationId& id, base::Result<Answer> result);
  transaction::Parts next_parts() const;
  // The candidate of all parts but those of `without`.
  base::Result<void> assemble(base::Revision revision, const std::vector<std::string>& without = {});
  void free(Staged staged);
  bool unchanged_since_begin(base::Revision revision) const;

  Surroundings at_;
  Listener listener_;
  transaction::Machine machine_;
  Beside beside_;

  std::deque<transaction::Event> events_;
  bool feeding_ = false;
  std::map<transaction::OperationId, Staged> staged_;
  CallsUnderWay calls_;
  std::stop_source stop_;
  std::shared_ptr<transaction::Candidate> candidate_;
  transaction::RevisionRecord revision_;
  transaction::Parts parts_before_;
  std::uint64_t armed_ = 0;
  std::map<transaction::Timer, ArmedTimer> timers_;
};

template <class T>
void Execution::on_worker(const std::vector<transaction::OperationId>& ids, const std::string& section,
                          std::function<base::Result<T>()> work, std::function<void(base::Result<T>)> then) {
  listener_.works_behind();
  std::vector<CallsUnderWay::Ticket> tickets;
  tickets.reserve(ids.size());
  for (const auto& id : ids) tickets.push_back(calls_.begin(id));
  at_.workers.post([self = shared_from_this(), section, tickets = std::move(tickets), work = std::move(work),
                    then = std::move(then)]() mutable {
    auto result = guarded<T>(section, work);
    auto strand = self->at_.strand;
    boost::asio::post(strand, [self = std::move(self), tickets = std::move(tickets), then = std::move(then),
                               result = std::move(result)]() mutable {
      for (const auto ticket : tickets) self->calls_.returned(ticket);
      then(std::move(result));
    });
  });
}

}  // namespace visiond::runtime
