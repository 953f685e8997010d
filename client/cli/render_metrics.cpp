#include "client/cli/render_metrics.hpp"

#include "client/cli/duration.hpp"
#include "client/cli/table.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>
#include <string>

namespace visiond::cli {
namespace {

using client::Nanoseconds;

Nanoseconds to_duration(double seconds) {
  return std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double>(seconds));
}

std::string number_text(double value, int digits) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return text.data();
}

std::string value_text(double value, const std::string& unit) {
  if (unit == "seconds") return format_duration(to_duration(value));
  if (unit == "bytes") return number_text(value / (1 << 20), 1) + " MiB";
  return number_text(value, value == std::floor(value) ? 0 : 1);
}

// The bound that 99 of 100 observations do not exceed.
std::string bound_of_99(const v1::Histogram& histogram, const std::string& unit) {
  std::string last;
  for (const auto& bucket : histogram.buckets()) {
    const bool known = std::isfinite(bucket.upper_bound());
    if (static_cast<double>(bucket.cumulative_count()) >= 0.99 * static_cast<double>(histogram.count()))
      return known ? "≤ " + value_text(bucket.upper_bound(), unit) : "> " + last;
    if (known) last = value_text(bucket.upper_bound(), unit);
  }
  return "> " + last;
}

std::string shown_value(const v1::Metric& metric) {
  if (metric.type() != v1::Metric::TYPE_HISTOGRAM) return value_text(metric.value(), metric.unit());
  const auto& histogram = metric.histogram();
  if (histogram.count() == 0) return "0";
  return std::to_string(histogram.count()) + ", mean " +
         value_text(histogram.sum() / static_cast<double>(histogram.count()), metric.unit()) + ", 99 % " +
         bound_of_99(histogram, metric.unit());
}

std::string shown_labels(const v1::Metric& metric) {
  std::string text;
  // The order of a protobuf map is anybody's guess.
  for (const auto& [name, value] : std::map<std::string, std::string>(metric.labels().begin(), metric.labels().end()))
    text += (text.empty() ? "" : " ") + name + "=" + value;
  return text;
}

std::string total(const google::protobuf::Map<std::string, google::protobuf::Duration>& totals,
                  const std::string& service) {
  const auto found = totals.find(service);
  return found == totals.end() ? "" : format_duration(client::from_proto(found->second));
}

void render_summary(std::ostream& out, const v1::TransactionSummary& summary, const Style& style) {
  const auto count = [](std::uint64_t value) { return std::to_string(value); };
  const auto others = summary.transactions() - summary.committed() - summary.rolled_back() - summary.rejected();
  out << style.strong("since the start") << '\n';
  Table table({{"TRANSACTIONS"}, {count(summary.transactions()), true}});
  table.add({"  committed", count(summary.committed())});
  table.add({"  rolled back", count(summary.rolled_back())});
  table.add({"  rejected", count(summary.rejected())});
  table.add({"  cancelled", count(others)});
  table.add({"operations executed", count(summary.operations_executed())});
  table.add({"  failed", count(summary.operations_failed())});
  table.add({"  in parallel", count(summary.operations_parallel())});
  table.add({"  in sequence", count(summary.operations_sequential())});
  table.add({"rollbacks", count(summary.rollbacks())});
  table.add({"snapshots", count(summary.snapshots())});
  table.add({"total duration", format_duration(client::from_proto(summary.total_duration()))});
  table.print(out);
}

void render_services(std::ostream& out, const v1::TransactionSummary& summary) {
  std::set<std::string> services;
  for (const auto& [name, duration] : summary.service_durations()) services.insert(name);
  for (const auto& [name, duration] : summary.service_downtimes()) services.insert(name);
  Table table({{"SERVICE"}, {"DURATION", true}, {"DOWNTIME", true}});
  for (const auto& name : services)
    table.add({name, total(summary.service_durations(), name), total(summary.service_downtimes(), name)});
  if (table.empty()) return;
  out << '\n';
  table.print(out);
}

}  // namespace

void render_metrics(std::ostream& out, const v1::Metrics& metrics, const Style& style) {
  render_summary(out, metrics.summary(), style);
  render_services(out, metrics.summary());
  Table table({{"METRIC"}, {"LABELS"}, {"VALUE"}});
  for (const auto& metric : metrics.metrics()) table.add({metric.name(), shown_labels(metric), shown_value(metric)});
  out << '\n';
  table.print(out);
}

}  // namespace visiond::cli
