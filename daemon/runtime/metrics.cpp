#include "daemon/runtime/metrics.hpp"

#include "daemon/base/metric_catalogue.hpp"

#include <vector>

namespace visiond::runtime {

using base::metric_family;
using transaction::State;

namespace {

// The metrics of one reading, family by family.
class Reading {
 public:
  void number(const base::MetricFamily& family, std::uint64_t value, base::Labels labels = {}) {
    metrics.push_back({&family, std::move(labels), static_cast<double>(value), std::nullopt});
  }
  void histogram(const base::MetricFamily& family, const base::Histogram& histogram, base::Labels labels = {}) {
    metrics.push_back({&family, std::move(labels), 0, histogram});
  }

  std::vector<base::Metric> metrics;
};

template <class Name>
std::string text(Name name) {
  return std::string(to_string(name));
}

base::Labels labels_of(const std::pair<std::string, settings::UpdateKind>& key) {
  return {{"section", key.first}, {"kind", text(key.second)}};
}

}  // namespace

Metrics::Metrics() {
  // A counter that first shows itself as 1 hides that it has grown.
  for (const auto state : {State::committed, State::partially_committed, State::awaiting_confirmation, State::rejected,
                           State::rolled_back, State::rollback_incomplete, State::cancelled})
    transactions_[state] = 0;
}

void Metrics::ended(const transaction::Request& request, const transaction::Report& report) {
  if (request.validate_only || !request.repair.empty() || !transaction::counts(report)) return;
  summary_.add(report);
  ++transactions_[report.state];
  duration_.observe(transaction::duration_of(report));
  for (const auto& phase : report.phases) phases_[phase.name].observe(phase.duration);
  for (const auto& wave : report.waves) {
    for (const auto& operation : wave.operations) {
      if (!transaction::was_executed(operation)) continue;
      auto& place = operations_[{operation.section, operation.update_kind}];
      place.duration.observe(operation.duration);
      if (operation.downtime) place.downtime.observe(*operation.downtime);
      if (operation.outcome != transaction::Outcome::failed) continue;
      const auto reason = operation.error ? operation.error->code : base::ErrorCode::internal;
      ++failed_[{operation.section, reason}];
    }
  }
}

EngineMetrics Metrics::read(const Now& now) const {
  Reading to;
  for (const auto& [state, count] : transactions_)
    to.number(metric_family("visiond_transactions_total"), count, {{"state", text(state)}});
  to.histogram(metric_family("visiond_transaction_duration_seconds"), duration_);
  for (const auto& [phase, histogram] : phases_)
    to.histogram(metric_family("visiond_transaction_phase_duration_seconds"), histogram, {{"phase", text(phase)}});
  for (const auto& [key, operations] : operations_)
    to.histogram(metric_family("visiond_operation_duration_seconds"), operations.duration, labels_of(key));
  for (const auto& [key, operations] : operations_) {
    if (operations.downtime.count() > 0)
      to.histogram(metric_family("visiond_operation_downtime_seconds"), operations.downtime, labels_of(key));
  }
  for (const auto& [key, count] : failed_)
    to.number(metric_family("visiond_operations_failed_total"), count,
              {{"section", key.first}, {"reason", text(key.second)}});
  to.number(metric_family("visiond_queue_length"), now.queue_length);
  to.number(metric_family("visiond_watchers"), now.settings_watchers, {{"stream", "settings"}});
  to.number(metric_family("visiond_watchers"), now.transaction_watchers, {{"stream", "transactions"}});
  to.number(metric_family("visiond_revision"), now.revision.value);
  to.number(metric_family("visiond_sections_busy"), now.sections_busy);
  to.number(metric_family("visiond_sections_impaired"), now.sections_impaired);
  return {summary_, std::move(to.metrics)};
}

}  // namespace visiond::runtime
