// The commit point, the flip, and what is looked at afterwards.
#include "daemon/base/failpoint.hpp"
#include "daemon/runtime/execution.hpp"
#include "daemon/runtime/guarded.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace visiond::runtime {

namespace action = transaction::action;
namespace event = transaction::event;
using base::Result;
using transaction::CommitOutcome;

namespace {

transaction::RevisionRecord revision_of(action::Commit action, const transaction::Report& report) {
  transaction::RevisionRecord revision{.revision = action.revision,
                                       .sparse = std::move(action.sparse),
                                       .full = std::move(action.full),
                                       .effective = std::move(action.effective),
                                       .create_time = *report.end_time,
                                       .transaction_id = report.transaction_id,
                                       .author = report.author,
                                       .comment = report.comment,
                                       .sections = {}};
  for (const auto& change : report.changes) {
    const auto section = change.path.substr(0, change.path.find('.'));
    if (revision.sections.empty() || revision.sections.back() != section) revision.sections.push_back(section);
  }
  return revision;
}

std::optional<transaction::ArmedConfirmation> armed_by(const transaction::Report& report) {
  if (!report.confirm_deadline) return std::nullopt;
  return transaction::ArmedConfirmation{report.transaction_id, report.revision, report.base_revision,
                                        *report.confirm_deadline, report.confirm_time_out};
}

}  // namespace

Result<void> Execution::assemble(base::Revision revision, const std::vector<std::string>& without) {
  return guarded<void>("", [&]() -> Result<void> {
    auto parts = next_parts();
    for (const auto& section : without) parts.erase(section);
    candidate_ = at_.cutover.assemble(revision, std::move(parts));
    listener_.assembled();
    return {};
  });
}

void Execution::perform(action::Commit& action) {
  // Assembled before the commit point: what remains after it is a pointer swap.
  if (auto assembled = assemble(action.revision, action.without); !assembled)
    return feed(event::CommitDone{CommitOutcome::refused, assembled.error()});

  auto report = machine_.report();
  report.state = action.outcome;
  report.changed = true;
  report.revision = action.revision;
  report.end_time = at_.clock.wall_now();
  const bool write = action.write;
  revision_ = revision_of(std::move(action), report);
  if (!write) return feed(event::CommitDone{CommitOutcome::committed, {}});
  if (auto fault = base::may_fail("commit.before"); !fault)
    return feed(event::CommitDone{CommitOutcome::refused, fault.error()});
  auto armed = armed_by(report);
  at_.journal.commit({revision_, {std::move(report), beside_.request_digest}, std::move(armed), beside_.reverted},
                     [self = shared_from_this()](Result<void> result) {
                       auto strand = self->at_.strand;
                       boost::asio::post(strand, [self, result = std::move(result)] {
                         base::may_crash("commit.after");
                         self->feed(result ? event::CommitDone{CommitOutcome::committed, {}}
                                           : event::CommitDone{CommitOutcome::refused, result.error()});
                       });
                     });
}

void Execution::perform(action::Flip&) {
  const auto result = at_.cutover.flip(std::move(candidate_));
  for (const auto& [id, staged] : staged_) staged.prepared->activate();
  listener_.in_force(std::move(revision_));
  feed(event::Flipped{result});
}

void Execution::perform(action::MeasureDowntime& action) {
  using Downtime = std::optional<base::Duration>;
  auto work = [&cutover = at_.cutover, limit = action.limit]() -> Result<Downtime> {
    return cutover.measure_downtime(limit, {});
  };
  on_worker<Downtime>({}, "", std::move(work), [this](Result<Downtime> downtime) {
    feed(event::DowntimeMeasured{downtime ? *downtime : std::nullopt});
  });
}

bool Execution::unchanged_since_begin(base::Revision revision) const {
  return at_.cutover.revision() == revision && at_.cutover.parts() == parts_before_;
}

void Execution::perform(action::Verify& action) {
  at_.journal.newest([self = shared_from_this(), revision = action.revision](Result<base::Revision> newest) {
    auto strand = self->at_.strand;
    boost::asio::post(strand, [self, revision, newest = std::move(newest)] {
      if (!newest) return self->feed(event::Verified{newest.error()});
      if (*newest == revision && self->unchanged_since_begin(revision))
        return self->feed(event::Verified{Result<void>{}});
      self->feed(
          event::Verified{base::Error{base::ErrorCode::rollback_incomplete, "",
                                      "after the rollback the newest revision on disk or the generation in force is "
                                      "not the one of before"}});
    });
  });
}

}  // namespace visiond::runtime
