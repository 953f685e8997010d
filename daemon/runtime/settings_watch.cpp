#include "daemon/runtime/settings_watch.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace visiond::runtime {
namespace {

// Small enough for a watcher's queue to take several.
constexpr std::size_t page_size = 64;

}  // namespace

std::shared_ptr<const transaction::Report> SettingsWatch::report_of(const transaction::RevisionRecord& before,
                                                                    const transaction::RevisionRecord& after) const {
  const auto& awaiting = given_.confirmation.report();
  if (awaiting && awaiting->revision == after.revision) return awaiting;
  auto report = std::make_shared<transaction::Report>();
  report->transaction_id = after.transaction_id;
  report->state = transaction::State::committed;
  report->changed = true;
  report->base_revision = before.revision;
  report->revision = after.revision;
  report->changes = settings::diff(given_.schema, before.sparse, after.sparse);
  report->author = after.author;
  report->comment = after.comment;
  report->end_time = after.create_time;
  return report;
}

template <class T, class Then>
auto SettingsWatch::on_strand(Then then) {
  return [strand = given_.strand, then = std::move(then)](base::Result<T> result) {
    boost::asio::post(strand, [then, result = std::move(result)] { then(result); });
  };
}

base::Error SettingsWatch::gone(const std::string& why) const {
  return {base::ErrorCode::revision_gone, std::to_string(given_.current.revision.value),
          why + "; watch from 0 for a snapshot, or from revision " + std::to_string(given_.current.revision.value)};
}

void SettingsWatch::add(base::Revision from, const RevisionView& snapshot, WatcherPtr watcher) {
  if (ended_) return watcher->end({base::ErrorCode::draining, "", "the daemon is stopping"});
  if (from > given_.current.revision) {
    return watcher->end(gone("revision " + std::to_string(from.value) + " does not exist yet"));
  }
  if (from.value == 0 || from == given_.current.revision) {
    if (from.value == 0) watcher->tell(snapshot);
    live_.add(std::move(watcher));
    return;
  }
  std::erase_if(catching_up_, [](const auto& weak) { return weak.expired(); });
  catching_up_.push_back(watcher);
  given_.journal.revision(from, on_strand<transaction::RevisionRecord>([this, from, watcher](const auto& record) {
                            if (record) return catch_up(*record, watcher);
                            watcher->end(record.error().code == base::ErrorCode::no_such_revision
                                             ? gone("revision " + std::to_string(from.value) + " is no longer kept")
                                             : record.error());
                          }));
}

void SettingsWatch::catch_up(transaction::RevisionRecord last, WatcherPtr watcher) {
  if (!watcher->open()) return;
  if (last.revision == given_.current.revision) return live_.add(std::move(watcher));
  const auto from = last.revision;
  given_.journal.revisions_after(
      from, page_size,
      on_strand<std::vector<transaction::RevisionRecord>>([this, last = std::move(last), watcher = std::move(watcher)](
                                                              const auto& page) { tell_page(last, watcher, page); }));
}

void SettingsWatch::tell_page(transaction::RevisionRecord last, const WatcherPtr& watcher,
                              const base::Result<std::vector<transaction::RevisionRecord>>& page) {
  if (!page) return watcher->end(page.error());
  if (page->empty() || page->front().revision != last.revision.next()) {
    return watcher->end(gone("revision " + std::to_string(last.revision.value + 1) + " is no longer kept"));
  }
  for (const auto& record : *page) {
    // Written but not flipped yet: its event comes live.
    if (record.revision > given_.current.revision) break;
    watcher->tell(CommittedEvent{report_of(last, record)});
    last = record;
  }
  catch_up(std::move(last), watcher);
}

void SettingsWatch::end_all(const base::Error& error) {
  ended_ = true;
  live_.end_all(error);
  for (const auto& weak : catching_up_) {
    if (const auto watcher = weak.lock()) watcher->end(error);
  }
}

}  // namespace visiond::runtime
