// The coordinator's reading side: revisions, reports, watches, status.
#include "daemon/runtime/coordinator.hpp"
#include "daemon/runtime/guarded.hpp"
#include "daemon/runtime/posted.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace visiond::runtime {

using base::Error;
using base::ErrorCode;
using transaction::Report;

namespace {

constexpr std::chrono::seconds heartbeat_pause{10};

transaction::ServiceStatus own_status(const transaction::Participant& participant, const std::string& name) {
  auto status = guarded<transaction::ServiceStatus>(
      name, [&]() -> base::Result<transaction::ServiceStatus> { return participant.status(); });
  if (status) return std::move(*status);
  transaction::ServiceStatus broken;
  broken.state = transaction::ServiceState::impaired;
  broken.message = "it could not say how it is";
  broken.last_error = status.error().message;
  return broken;
}

// Nothing where there is no token.
base::Result<std::optional<std::int64_t>> read_page_token(const std::string& token) {
  if (token.empty()) return std::optional<std::int64_t>();
  std::int64_t below = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), below);
  if (error != std::errc{} || end != token.data() + token.size() || below <= 0) {
    return Error{ErrorCode::invalid_request, "page_token",
                 "this is not a page token; take next_page_token of the page before"};
  }
  return std::optional(below);
}

}  // namespace

RevisionView Coordinator::running_now() const {
  auto now = current_;
  for (const auto& [section, part] : given_.cutover.parts()) {
    auto effective = part->effective_now(current_.full.at(section).as_object());
    if (!effective || *effective == now.effective.at(section)) continue;
    json::object changed = now.effective;
    changed[section] = std::move(*effective);
    now.effective = std::move(changed);
  }
  return now;
}

void Coordinator::revision(base::Revision revision, std::function<void(base::Result<RevisionView>)> done) {
  boost::asio::post(given_.strand, [this, revision, done = std::move(done)]() mutable {
    if (revision.value == 0) return done(running_now());
    if (revision == current_.revision) return done(current_);
    given_.journal.revision(revision, posted<RevisionView>(given_.strand, std::move(done)));
  });
}

void Coordinator::revisions(RevisionQuery query, std::function<void(base::Result<RevisionPage>)> done) {
  boost::asio::post(given_.strand, [this, query = std::move(query), done = std::move(done)]() mutable {
    transaction::RevisionFilter filter{.author = query.author,
                                       .section = query.section,
                                       .after = query.after,
                                       .before = query.before,
                                       .below = std::nullopt,
                                       .limit = query.page_size + 1};
    const auto below = read_page_token(query.page_token);
    if (!below) return done(below.error());
    if (*below) filter.below = base::Revision{static_cast<std::uint64_t>(**below)};
    using Records = std::vector<RevisionView>;
    given_.journal.revisions(
        std::move(filter),
        posted<Records>(given_.strand, [size = query.page_size, done = std::move(done)](base::Result<Records> records) {
          if (!records) return done(records.error());
          RevisionPage page{std::move(*records), {}};
          if (page.revisions.size() > size) {
            page.revisions.resize(size);
            page.next_page_token = std::to_string(page.revisions.back().revision.value);
          }
          done(std::move(page));
        }));
  });
}

void Coordinator::diff(base::Revision from, base::Revision to,
                       std::function<void(base::Result<std::vector<settings::Change>>)> done) {
  revision(from, [this, to, done = std::move(done)](const base::Result<RevisionView>& older) {
    if (!older) return done(older.error());
    revision(to, [this, done, sparse = older->sparse](const base::Result<RevisionView>& newer) {
      if (!newer) return done(newer.error());
      done(settings::diff(given_.schema, sparse, newer->sparse));
    });
  });
}

void Coordinator::transactions(TransactionQuery query, std::function<void(base::Result<TransactionPage>)> done) {
  boost::asio::post(given_.strand, [this, query = std::move(query), done = std::move(done)]() mutable {
    const auto below = read_page_token(query.page_token);
    if (!below) return done(below.error());
    // The list shows what has become known since the commits.
    write_behind();
    transaction::TransactionFilter filter{.states = std::move(query.states),
                                          .author = std::move(query.author),
                                          .section = std::move(query.section),
                                          .after = query.after,
                                          .before = query.before,
                                          .below = *below,
                                          .limit = query.page_size + 1};
    using Listed = std::vector<transaction::ListedTransaction>;
    given_.journal.transactions(
        std::move(filter), posted<Listed>(given_.strand, [this, size = query.page_size,
                                                          done = std::move(done)](base::Result<Listed> list) {
          if (!list) return done(list.error());
          TransactionPage page;
          page.more = list->size() > size;
          if (page.more) list->resize(size);
          for (auto& each : *list) {
            page.reports.push_back(seen_now(std::make_shared<const Report>(std::move(each.report))));
            page.page_tokens.push_back(std::to_string(each.sequence));
          }
          done(std::move(page));
        }));
  });
}

std::shared_ptr<const Report> Coordinator::seen_now(std::shared_ptr<const Report> report) const {
  if (report->state != transaction::State::awaiting_confirmation || !confirmation_.is(report->transaction_id))
    return report;
  auto seen = std::make_shared<Report>(*report);
  seen->confirm_remaining = confirmation_.remaining();
  return seen;
}

void Coordinator::transaction(const base::TransactionId& id, ReportHandler done) {
  boost::asio::post(given_.strand, [this, id, done = std::move(done)]() mutable {
    const auto is_it = [&](const Pending& each) { return each.id == id; };
    if (turn_taken_ && is_it(running_)) return done(live_report(running_));
    const auto waiting = std::find_if(queue_.begin(), queue_.end(), is_it);
    if (waiting != queue_.end()) return done(live_report(*waiting));
    if (auto recent = recent_.find(id)) return done(seen_now(std::move(recent)));
    given_.journal.transaction(
        id, posted<Report>(given_.strand, [this, done = std::move(done)](base::Result<Report> report) {
          if (!report) return done(report.error());
          done(seen_now(std::make_shared<const Report>(std::move(*report))));
        }));
  });
}

void Coordinator::transaction(const base::RequestId& id, ReportHandler done) {
  boost::asio::post(given_.strand, [this, id, done = std::move(done)]() mutable {
    if (const auto* pending = with_request_id(id)) return done(live_report(*pending));
    using Found = std::optional<transaction::TransactionRecord>;
    given_.journal.request(id,
                           posted<Found>(given_.strand, [this, id, done = std::move(done)](base::Result<Found> found) {
                             if (!found) return done(found.error());
                             // What consumed the id comes before what was refused with it.
                             auto recent = *found ? recent_.find((*found)->report.transaction_id) : recent_.find(id);
                             if (!recent && *found)
                               recent = std::make_shared<const Report>(std::move((*found)->report));
                             if (recent) return done(seen_now(std::move(recent)));
                             done(Error{ErrorCode::no_such_transaction, "request_id",
                                        "no transaction with request id " + id.value + " is kept"});
                           }));
  });
}

Report Coordinator::report_of(const Pending& pending, transaction::State state) const {
  Report report;
  report.transaction_id = pending.id;
  report.request_id = pending.request.request_id;
  report.kind = pending.request.kind;
  report.state = state;
  report.base_revision = report.revision = current_.revision;
  report.author = pending.request.author;
  report.comment = pending.request.comment;
  report.reverts = pending.request.reverts;
  report.sections = pending.request.left_out;
  report.create_time = pending.arrived;
  return report;
}

std::shared_ptr<const Report> Coordinator::live_report(const Pending& pending) const {
  if (&pending == &running_ && execution_) return std::make_shared<const Report>(execution_->machine().report());
  return std::make_shared<const Report>(report_of(pending, transaction::State::queued));
}

std::unique_ptr<Watch> Coordinator::watch_settings(base::Revision from, std::function<void(const SettingsEvent&)> event,
                                                   std::function<void(const Error&)> ended) {
  auto watcher = std::make_shared<Watcher<SettingsEvent>>(std::move(event), std::move(ended));
  boost::asio::post(given_.strand, [this, from, watcher] { settings_watch_.add(from, running_now(), watcher); });
  return std::make_unique<WatchHandle<SettingsEvent>>(std::move(watcher));
}

std::unique_ptr<Watch> Coordinator::watch_transactions(std::function<void(const TransactionEvent&)> event,
                                                       std::function<void(const Error&)> ended) {
  auto watcher = std::make_shared<Watcher<TransactionEvent>>(std::move(event), std::move(ended));
  boost::asio::post(given_.strand, [this, watcher] {
    if (draining_) return watcher->end({ErrorCode::draining, "", "the daemon is stopping"});
    transaction_watch_.add(watcher);
  });
  return std::make_unique<WatchHandle<TransactionEvent>>(std::move(watcher));
}

void Coordinator::arm_heartbeat() {
  heartbeat_timer_.expires_after(heartbeat_pause);
  heartbeat_timer_.async_wait([this](boost::system::error_code error) {
    if (error || draining_) return;
    settings_watch_.publish(HeartbeatEvent{current_.revision});
    arm_heartbeat();
  });
}

void Coordinator::mark_impaired(transaction::ServiceStatus& status, const Error& error,
                                const std::string& message) const {
  status.state = transaction::ServiceState::impaired;
  status.message = message;
  status.last_error = error.message;
  status.since = started_;
}

void Coordinator::status(std::function<void(const EngineStatus&)> done) {
  boost::asio::post(given_.strand, [this, done = std::move(done)] {
    EngineStatus status{.revision = current_.revision, .services = {}, .ignored = ignored_};
    for (const auto& section : given_.schema.sections()) {
      auto own = own_status(*given_.participants.at(section.name), section.name);
      if (own.since == base::WallTime{}) own.since = started_;
      if (const auto impaired = impaired_.find(section.name); impaired != impaired_.end())
        mark_impaired(own, impaired->second, "could not be prepared, and is tried again");
      if (const auto unfit = unfit_.find(section.name); unfit != unfit_.end())
        mark_impaired(own, unfit->second, "its settings must not run as they stand; change them");
      if (auto board = board_.status(section.name)) own = std::move(*board);
      status.services.push_back({section.name, std::move(own)});
    }
    done(status);
  });
}

}  // namespace visiond::runtime
