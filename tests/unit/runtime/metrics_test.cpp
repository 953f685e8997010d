#include "daemon/runtime/metrics.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace visiond::runtime {
namespace {

using namespace std::chrono_literals;
using settings::UpdateKind;
using transaction::Outcome;
using transaction::PhaseName;
using transaction::State;

// Null where there is none of these labels.
const base::Metric* find(const EngineMetrics& read, const std::string& name, const base::Labels& labels = {}) {
  const auto found = std::find_if(read.metrics.begin(), read.metrics.end(), [&](const base::Metric& metric) {
    return metric.family->name == name && metric.labels == labels;
  });
  return found == read.metrics.end() ? nullptr : &*found;
}

double value(const EngineMetrics& read, const std::string& name, const base::Labels& labels = {}) {
  const auto* metric = find(read, name, labels);
  return metric == nullptr ? -1 : metric->value;
}

transaction::Report report(State state, Outcome outcome) {
  transaction::Report made;
  made.state = state;
  made.changed = state == State::committed;
  made.create_time = base::WallTime(100s);
  made.end_time = base::WallTime(102s);
  made.phases = {{PhaseName::stage, 1ms}, {PhaseName::prepare, 2s}};
  transaction::Operation operation;
  operation.section = "camera";
  operation.update_kind = UpdateKind::restart;
  operation.outcome = outcome;
  operation.duration = 1500ms;
  made.waves.push_back({{operation}});
  return made;
}

TEST(Metrics, count_transactions_by_state_from_zero_on) {
  Metrics metrics;
  metrics.ended({}, report(State::committed, Outcome::done));
  metrics.ended({}, report(State::committed, Outcome::done));
  metrics.ended({}, report(State::rejected, Outcome::pending));
  const auto read = metrics.read({});
  EXPECT_EQ(value(read, "visiond_transactions_total", {{"state", "COMMITTED"}}), 2);
  EXPECT_EQ(value(read, "visiond_transactions_total", {{"state", "REJECTED"}}), 1);
  EXPECT_EQ(value(read, "visiond_transactions_total", {{"state", "ROLLED_BACK"}}), 0);
  EXPECT_EQ(read.summary.transactions, 3U);
}

TEST(Metrics, observe_what_transactions_phases_and_operations_took) {
  Metrics metrics;
  auto one = report(State::committed, Outcome::done);
  one.waves[0].operations[0].downtime = 40ms;
  metrics.ended({}, one);
  const auto read = metrics.read({});
  EXPECT_EQ(find(read, "visiond_transaction_duration_seconds")->histogram->sum(), 2);
  EXPECT_EQ(find(read, "visiond_transaction_phase_duration_seconds", {{"phase", "PREPARE"}})->histogram->sum(), 2);
  const base::Labels labels{{"section", "camera"}, {"kind", "RESTART"}};
  EXPECT_EQ(find(read, "visiond_operation_duration_seconds", labels)->histogram->sum(), 1.5);
  EXPECT_EQ(find(read, "visiond_operation_downtime_seconds", labels)->histogram->sum(), 0.04);
}

TEST(Metrics, show_no_downtime_where_none_was_measured) {
  Metrics metrics;
  metrics.ended({}, report(State::committed, Outcome::done));
  EXPECT_EQ(find(metrics.read({}), "visiond_operation_downtime_seconds", {{"section", "camera"}, {"kind", "RESTART"}}),
            nullptr);
}

TEST(Metrics, count_failures_by_section_and_reason) {
  Metrics metrics;
  auto failed = report(State::rolled_back, Outcome::failed);
  failed.waves[0].operations[0].error = base::Error{base::ErrorCode::timed_out, "camera", "too late"};
  metrics.ended({}, failed);
  EXPECT_EQ(
      value(metrics.read({}), "visiond_operations_failed_total", {{"section", "camera"}, {"reason", "TIMED_OUT"}}), 1);
}

TEST(Metrics, leave_dry_runs_repairs_and_what_made_no_difference_out) {
  Metrics metrics;
  transaction::Request dry, repair;
  dry.validate_only = true;
  repair.repair = {"camera"};
  metrics.ended(dry, report(State::rejected, Outcome::pending));
  metrics.ended(repair, report(State::committed, Outcome::done));
  auto same = report(State::committed, Outcome::done);
  same.changed = false;
  metrics.ended({}, same);
  const auto read = metrics.read({});
  EXPECT_EQ(read.summary, transaction::Summary{});
  EXPECT_EQ(find(read, "visiond_transaction_duration_seconds")->histogram->count(), 0U);
}

TEST(Metrics, show_what_is_looked_at_now) {
  Metrics metrics;
  metrics.assembled();
  const auto read = metrics.read({.revision = {12},
                                  .queue_length = 3,
                                  .settings_watchers = 4,
                                  .transaction_watchers = 5,
                                  .sections_busy = 1,
                                  .sections_impaired = 2});
  EXPECT_EQ(value(read, "visiond_revision"), 12);
  EXPECT_EQ(value(read, "visiond_queue_length"), 3);
  EXPECT_EQ(value(read, "visiond_watchers", {{"stream", "settings"}}), 4);
  EXPECT_EQ(value(read, "visiond_watchers", {{"stream", "transactions"}}), 5);
  EXPECT_EQ(value(read, "visiond_sections_busy"), 1);
  EXPECT_EQ(value(read, "visiond_sections_impaired"), 2);
  EXPECT_EQ(read.summary.snapshots, 1U);
}

TEST(Metrics, have_the_labels_that_the_catalogue_names_and_stand_family_by_family) {
  Metrics metrics;
  metrics.ended({}, report(State::rolled_back, Outcome::failed));
  std::vector<std::string_view> names;
  for (const auto& metric : metrics.read({}).metrics) {
    auto listed = " " + std::string(metric.family->labels) + " ";
    for (const auto& [name, value] : metric.labels)
      EXPECT_NE(listed.find(" " + name + " "), std::string::npos) << metric.family->name << " " << name;
    EXPECT_EQ(metric.histogram.has_value(), metric.family->type == base::MetricType::histogram);
    if (names.empty() || names.back() != metric.family->name) names.push_back(metric.family->name);
  }
  auto unique = names;
  std::sort(unique.begin(), unique.end());
  EXPECT_EQ(std::adjacent_find(unique.begin(), unique.end()), unique.end());
}

}  // namespace
}  // namespace visiond::runtime
