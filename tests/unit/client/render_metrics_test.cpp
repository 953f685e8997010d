#include "client/cli/render_metrics.hpp"

#include "tests/unit/client/messages.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace visiond::cli {
namespace {

std::string rendered(const std::string& metrics) {
  std::ostringstream out;
  render_metrics(out, testing::read<v1::Metrics>(metrics), Style(false));
  return out.str();
}

void expect_part(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST(RenderMetrics, begins_with_the_summary) {
  const auto text = rendered(R"({"summary": {"transactions": "12", "committed": "7", "rolledBack": "2", "rejected": "2",
      "operationsExecuted": "20", "operationsFailed": "3", "operationsParallel": "12", "operationsSequential": "8",
      "rollbacks": "3", "snapshots": "9", "totalDuration": "1.42s"}})");
  EXPECT_TRUE(
      text.starts_with("since the start\n"
                       "TRANSACTIONS             12\n"
                       "  committed               7\n"
                       "  rolled back             2\n"
                       "  rejected                2\n"
                       "  cancelled               1\n"
                       "operations executed      20\n"
                       "  failed                  3\n"
                       "  in parallel            12\n"
                       "  in sequence             8\n"
                       "rollbacks                 3\n"
                       "snapshots                 9\n"
                       "total duration       1.42 s\n"))
      << text;
}

TEST(RenderMetrics, shows_what_each_service_took) {
  expect_part(rendered(R"({"summary": {"serviceDurations": {"ui": "0.001s", "camera": "0.2s"},
                                       "serviceDowntimes": {"camera": "0.04s"}}})"),
              "SERVICE  DURATION  DOWNTIME\n"
              "camera     200 ms     40 ms\n"
              "ui         1.0 ms\n");
}

TEST(RenderMetrics, shows_values_in_the_units_of_people) {
  const auto text = rendered(R"({"metrics": [
      {"name": "a_total", "type": "TYPE_COUNTER", "value": 3},
      {"name": "b", "type": "TYPE_GAUGE", "value": 29.52},
      {"name": "c_seconds", "type": "TYPE_GAUGE", "unit": "seconds", "value": 0.014},
      {"name": "d_bytes", "type": "TYPE_GAUGE", "unit": "bytes", "value": 1572864,
       "labels": {"y": "2", "x": "1"}}]})");
  expect_part(text, "a_total             3\n");
  expect_part(text, "b                   29.5\n");
  expect_part(text, "c_seconds           14 ms\n");
  expect_part(text, "d_bytes    x=1 y=2  1.5 MiB\n");
}

TEST(RenderMetrics, shows_a_histogram_by_its_mean_and_a_bound) {
  const std::string histogram = R"({"metrics": [{"name": "h_seconds", "type": "TYPE_HISTOGRAM", "unit": "seconds",
      "histogram": {"count": "200", "sum": 4, "buckets": [{"upperBound": 0.1, "cumulativeCount": "WITHIN"},
      {"upperBound": 1, "cumulativeCount": "BELOW"}, {"upperBound": "Infinity", "cumulativeCount": "200"}]}}]})";
  const auto with = [&](const std::string& within, const std::string& below) {
    auto text = histogram;
    text.replace(text.find("WITHIN"), 6, within);
    text.replace(text.find("BELOW"), 5, below);
    return rendered(text);
  };
  expect_part(with("199", "200"), "200, mean 20 ms, 99 % ≤ 100 ms\n");
  expect_part(with("197", "198"), "200, mean 20 ms, 99 % ≤ 1.00 s\n");
  expect_part(with("0", "100"), "200, mean 20 ms, 99 % > 1.00 s\n");
}

TEST(RenderMetrics, shows_a_histogram_of_nothing_as_none) {
  expect_part(rendered(R"({"metrics": [{"name": "h", "type": "TYPE_HISTOGRAM", "histogram": {}}]})"),
              "h               0\n");
}

}  // namespace
}  // namespace visiond::cli
