#include "daemon/rpc/write_metrics.hpp"

#include "daemon/base/metric_catalogue.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace visiond::rpc {
namespace {

using namespace std::chrono_literals;

TEST(WriteMetrics, writes_a_counter_with_its_labels) {
  v1::Metric message;
  write(base::Metric{&base::metric_family("visiond_transactions_total"), {{"state", "COMMITTED"}}, 3, {}}, message);
  EXPECT_EQ(message.name(), "visiond_transactions_total");
  EXPECT_NE(message.help(), "");
  EXPECT_EQ(message.unit(), "");
  EXPECT_EQ(message.type(), v1::Metric::TYPE_COUNTER);
  EXPECT_EQ(message.labels().at("state"), "COMMITTED");
  EXPECT_EQ(message.value(), 3);
  EXPECT_FALSE(message.has_histogram());
}

TEST(WriteMetrics, writes_a_histogram_with_cumulative_buckets_up_to_infinity) {
  base::Histogram histogram;
  histogram.observe(5us);
  histogram.observe(1min);
  v1::Metric message;
  write(base::Metric{&base::metric_family("visiond_transaction_duration_seconds"), {}, 0, histogram}, message);
  EXPECT_EQ(message.type(), v1::Metric::TYPE_HISTOGRAM);
  EXPECT_EQ(message.unit(), "seconds");
  const auto& written = message.histogram();
  ASSERT_EQ(written.buckets_size(), 15);
  EXPECT_EQ(written.buckets(0).upper_bound(), 1e-5);
  EXPECT_EQ(written.buckets(0).cumulative_count(), 1U);
  EXPECT_EQ(written.buckets(13).cumulative_count(), 1U);
  EXPECT_TRUE(std::isinf(written.buckets(14).upper_bound()));
  EXPECT_EQ(written.buckets(14).cumulative_count(), 2U);
  EXPECT_EQ(written.count(), 2U);
  EXPECT_NEAR(written.sum(), 60.000005, 1e-9);
}

TEST(WriteMetrics, can_be_read_whatever_a_label_says) {
  v1::Metric message, read;
  write(base::Metric{&base::metric_family("visiond_stage_queue_length"), {{"stage", "\xE9tat"}}, 0, {}}, message);
  EXPECT_TRUE(read.ParseFromString(message.SerializeAsString()));
  EXPECT_EQ(read.labels().at("stage"), "\xEF\xBF\xBDtat");
}

TEST(WriteMetrics, writes_every_number_of_the_summary) {
  transaction::Summary summary;
  summary.transactions = 1;
  summary.committed = 2;
  summary.rolled_back = 3;
  summary.rejected = 4;
  summary.operations_executed = 5;
  summary.operations_failed = 6;
  summary.operations_parallel = 7;
  summary.operations_sequential = 8;
  summary.rollbacks = 9;
  summary.snapshots = 10;
  summary.total_duration = 11s;
  summary.service_durations["camera"] = 12s;
  summary.service_downtimes["ui"] = 13s;
  v1::TransactionSummary message;
  write(summary, message);
  EXPECT_EQ(message.transactions(), 1U);
  EXPECT_EQ(message.committed(), 2U);
  EXPECT_EQ(message.rolled_back(), 3U);
  EXPECT_EQ(message.rejected(), 4U);
  EXPECT_EQ(message.operations_executed(), 5U);
  EXPECT_EQ(message.operations_failed(), 6U);
  EXPECT_EQ(message.operations_parallel(), 7U);
  EXPECT_EQ(message.operations_sequential(), 8U);
  EXPECT_EQ(message.rollbacks(), 9U);
  EXPECT_EQ(message.snapshots(), 10U);
  EXPECT_EQ(message.total_duration().seconds(), 11);
  EXPECT_EQ(message.service_durations().at("camera").seconds(), 12);
  EXPECT_EQ(message.service_downtimes().at("ui").seconds(), 13);
}

}  // namespace
}  // namespace visiond::rpc
