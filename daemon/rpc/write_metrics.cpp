#include "daemon/rpc/write_metrics.hpp"

#include "daemon/rpc/time.hpp"
#include "daemon/rpc/wire_text.hpp"

#include <limits>

namespace visiond::rpc {
namespace {

// Enumerators correspond by position, one further on the wire.
static_assert(v1::Metric::TYPE_HISTOGRAM == static_cast<int>(base::MetricType::histogram) + 1);

void write(const base::Histogram& histogram, v1::Histogram& into) {
  const auto counts = histogram.cumulative();
  for (std::size_t n = 0; n < counts.size(); ++n) {
    auto& bucket = *into.add_buckets();
    bucket.set_upper_bound(n < base::Histogram::upper_bounds.size() ? base::Histogram::upper_bounds[n]
                                                                    : std::numeric_limits<double>::infinity());
    bucket.set_cumulative_count(counts[n]);
  }
  into.set_count(histogram.count());
  into.set_sum(histogram.sum());
}

}  // namespace

void write(const base::Metric& metric, v1::Metric& into) {
  const auto& family = *metric.family;
  into.set_name(std::string(family.name));
  into.set_help(std::string(family.help));
  into.set_unit(std::string(family.unit));
  into.set_type(static_cast<v1::Metric::Type>(static_cast<int>(family.type) + 1));
  for (const auto& [name, value] : metric.labels) (*into.mutable_labels())[name] = wire_text(value);
  into.set_value(metric.value);
  if (metric.histogram) write(*metric.histogram, *into.mutable_histogram());
}

void write(const transaction::Summary& summary, v1::TransactionSummary& into) {
  into.set_transactions(summary.transactions);
  into.set_committed(summary.committed);
  into.set_rolled_back(summary.rolled_back);
  into.set_rejected(summary.rejected);
  into.set_operations_executed(summary.operations_executed);
  into.set_operations_failed(summary.operations_failed);
  into.set_operations_parallel(summary.operations_parallel);
  into.set_operations_sequential(summary.operations_sequential);
  into.set_rollbacks(summary.rollbacks);
  into.set_snapshots(summary.snapshots);
  write_duration(summary.total_duration, *into.mutable_total_duration());
  for (const auto& [section, duration] : summary.service_durations)
    write_duration(duration, (*into.mutable_service_durations())[section]);
  for (const auto& [section, downtime] : summary.service_downtimes)
    write_duration(downtime, (*into.mutable_service_downtimes())[section]);
}

}  // namespace visiond::rpc
