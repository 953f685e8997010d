#pragma once
// Watchers of the settings: a snapshot or everything since a revision first, then live, without gap or duplicate.
// Strand-bound (the coordinator's).

#include "daemon/runtime/confirmation.hpp"
#include "daemon/runtime/journal.hpp"
#include "daemon/runtime/section_board.hpp"
#include "daemon/runtime/watch_hub.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace visiond::runtime {

class SettingsWatch {
 public:
  using WatcherPtr = std::shared_ptr<Watcher<SettingsEvent>>;

  // All outlive it.
  struct Given {
    Strand strand;  // the coordinator's
    Journal& journal;
    const settings::Schema& schema;
    const RevisionView& current;
    const Confirmation& confirmation;
  };
  explicit SettingsWatch(Given given) : given_(std::move(given)) {}

  // `snapshot`: what is in force, for who has nothing yet.
  void add(base::Revision from, const RevisionView& snapshot, WatcherPtr watcher);
  void publish(const SettingsEvent& event) { live_.publish(event); }
  void end_all(const base::Error& error);
  // Without those that still catch up.
  std::size_t size() const { return live_.size(); }

 private:
  // Tells what was committed after `last`, page by page, until it is up to date, then goes live.
  void catch_up(transaction::RevisionRecord last, WatcherPtr watcher);
  void tell_page(transaction::RevisionRecord last, const WatcherPtr& watcher,
                 const base::Result<std::vector<transaction::RevisionRecord>>& page);
  std::shared_ptr<const transaction::Report> report_of(const transaction::RevisionRecord& before,
                                                       const transaction::RevisionRecord& after) const;
  base::Error gone(const std::string& why) const;
  template <class T, class Then>
  auto on_strand(Then then);

  Given given_;
  bool ended_ = false;
  WatchHub<SettingsEvent> live_;
  std::vector<std::weak_ptr<Watcher<SettingsEvent>>> catching_up_;
};

}  // namespace visiond::runtime
