// The coordinator's reading side: revisions, reports, watches, status.
#include "daemon/runtime/coordinator.hpp"
#include "daemon/runtime/guarded.hpp"

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

template <class T>
Journal::Handler<T> posted(Strand strand, std::function<void(base::Result<T>)> then) {
  return [strand, then = std::move(then)](base::Result<T> result) {
    boost::asio::post(strand, [then, result = std::move(result)] { then(result); });
  };
}

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

base::Result<base::Revision> read_page_token(const std::string& token) {
  base::Revision below;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), below.value);
  if (error != std::errc{} || end != token.data() + token.size() || below.value == 0) {
    return Error{ErrorCode::invalid_request, "page_token",
                 "this is not a page token; take next_page_token of the page before"};
  }
  return below;
}

}  // namespace

void Coordinator::revision(base::Revision revision, std::function<void(base::Result<RevisionView>)> done) {
  boost::asio::post(given_.strand, [this, revision, done = std::move(done)]() mutable {
    if (revision.value == 0 || revision == current_.revision) return done(current_);
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
    if (!query.page_token.empty()) {
      const auto below = read_page_token(query.page_token);
      if (!below) return done(below.error());
      filter.below = *below;
    }
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

void Coordinator::transaction(const base::TransactionId& id, ReportHandler done) {
  boost::asio::post(given_.strand, [this, id, done = std::move(done)]() mutable {
    const auto is_it = [&](const Pending& each) { return each.id == id; };
    if (turn_taken_ && is_it(running_)) return done(live_report(running_));
    const auto waiting = std::find_if(queue_.begin(), queue_.end(), is_it);
    if (waiting != queue_.end()) return done(live_report(*waiting));
    if (auto recent = recent_.find(id)) return done(std::move(recent));
    given_.journal.transaction(id, posted<Report>(given_.strand, [done = std::move(done)](base::Result<Report> report) {
                                 if (!report) return done(report.error());
                                 done(std::make_shared<const Report>(std::move(*report)));
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
                             if (recent) return done(std::move(recent));
                             if (*found) return done(std::make_shared<const Report>(std::move((*found)->report)));
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
  boost::asio::post(given_.strand, [this, from, watcher] { settings_watch_.add(from, watcher); });
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

void Coordinator::status(std::function<void(const EngineStatus&)> done) {
  boost::asio::post(given_.strand, [this, done = std::move(done)] {
    EngineStatus status{.revision = current_.revision, .services = {}, .ignored = ignored_};
    for (const auto& section : given_.schema.sections()) {
      auto own = own_status(*given_.participants.at(section.name), section.name);
      if (const auto impaired = impaired_.find(section.name); impaired != impaired_.end()) {
        own.state = transaction::ServiceState::impaired;
        own.message = "could not be prepared at start-up";
        own.last_error = impaired->second.message;
        own.since = started_;
      }
      if (auto board = board_.status(section.name)) own = std::move(*board);
      status.services.push_back({section.name, std::move(own)});
    }
    done(status);
  });
}

}  // namespace visiond::runtime
