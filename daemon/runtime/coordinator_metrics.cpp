// The coordinator's figures.
#include "daemon/runtime/coordinator.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace visiond::runtime {

void Coordinator::metrics(std::function<void(const EngineMetrics&)> done) {
  boost::asio::post(given_.strand, [this, done = std::move(done)] {
    Metrics::Now now{.revision = current_.revision,
                     .queue_length = queue_.size(),
                     .settings_watchers = settings_watch_.size(),
                     .transaction_watchers = transaction_watch_.size()};
    for (const auto& section : given_.schema.sections()) {
      const auto board = board_.status(section.name);
      if (board && board->state == transaction::ServiceState::busy)
        ++now.sections_busy;
      else if (board || impaired_.contains(section.name) || unfit_.contains(section.name))
        ++now.sections_impaired;
    }
    done(metrics_.read(now));
  });
}

}  // namespace visiond::runtime
