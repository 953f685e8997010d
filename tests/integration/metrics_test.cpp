// What the daemon counts, against what its transactions answered.
#include "daemon/base/metric_catalogue.hpp"
#include "tests/support/daemon/daemon_world.hpp"
#include "tests/support/daemon/result_log.hpp"

#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace visiond {
namespace {

using google::protobuf::util::TimeUtil;
using testing::DaemonWorld;
using Transaction = v1::Transaction;

std::int64_t nanoseconds(const google::protobuf::Duration& duration) {
  return TimeUtil::DurationToNanoseconds(duration);
}

std::int64_t duration_of(const Transaction& transaction) {
  return nanoseconds(transaction.end_time() - transaction.create_time());
}

// The sum over all labels.
double value(const v1::Metrics& metrics, const std::string& name) {
  double sum = 0;
  for (const auto& metric : metrics.metrics()) sum += metric.name() == name ? metric.value() : 0;
  return sum;
}

double value(const v1::Metrics& metrics, const std::string& name, const std::string& label, const std::string& is) {
  for (const auto& metric : metrics.metrics()) {
    const auto found = metric.labels().find(label);
    if (metric.name() == name && found != metric.labels().end() && found->second == is) return metric.value();
  }
  return -1;
}

class MetricsOfTransactions : public ::testing::Test {
 protected:
  MetricsOfTransactions() {
    committed_ = world_.commit(R"({"detection":{"confidence":0.7},"ui":{"theme":"dark"}})");
    rejected_ = world_.apply(R"({"detection":{"confidence":7}})").transaction;
    rolled_back_ = world_.apply(R"({"camera":{"source":"file:/no/such.avi"}})").transaction;
    // No transactions, as the summary counts them.
    world_.commit(R"({"ui":{"theme":"dark"}})");
    world_.apply(R"({"ui":{"theme":"light"}})", [](auto& request) { request.set_validate_only(true); });
    metrics_ = world_.metrics();
  }

  DaemonWorld world_;
  Transaction committed_, rejected_, rolled_back_;
  v1::Metrics metrics_;
};

TEST_F(MetricsOfTransactions, count_them_by_what_became_of_them) {
  const auto& summary = metrics_.summary();
  EXPECT_EQ(summary.transactions(), 3U);
  EXPECT_EQ(summary.committed(), 1U);
  EXPECT_EQ(summary.rejected(), 1U);
  EXPECT_EQ(summary.rolled_back(), 1U);
  EXPECT_EQ(summary.rollbacks(), 1U);
  EXPECT_EQ(summary.snapshots(), 1U);
  EXPECT_EQ(value(metrics_, "visiond_transactions_total", "state", "COMMITTED"), 1);
  EXPECT_EQ(value(metrics_, "visiond_transactions_total", "state", "REJECTED"), 1);
  EXPECT_EQ(value(metrics_, "visiond_transactions_total", "state", "ROLLED_BACK"), 1);
  EXPECT_EQ(value(metrics_, "visiond_transactions_total"), 3);
  EXPECT_EQ(value(metrics_, "visiond_revision"), static_cast<double>(committed_.revision()));
}

TEST_F(MetricsOfTransactions, count_operations_side_by_side_and_alone_and_those_that_failed) {
  const auto& summary = metrics_.summary();
  ASSERT_EQ(committed_.waves(0).operations_size(), 2);
  EXPECT_EQ(summary.operations_executed(), 3U);
  EXPECT_EQ(summary.operations_parallel(), 2U) << "detection and ui";
  EXPECT_EQ(summary.operations_sequential(), 1U) << "camera";
  EXPECT_EQ(summary.operations_failed(), 1U);
  EXPECT_EQ(value(metrics_, "visiond_operations_failed_total", "section", "camera"), 1);
}

TEST_F(MetricsOfTransactions, add_up_to_the_durations_that_were_answered) {
  const auto& summary = metrics_.summary();
  EXPECT_EQ(nanoseconds(summary.total_duration()),
            duration_of(committed_) + duration_of(rejected_) + duration_of(rolled_back_));
  std::map<std::string, std::int64_t> services;
  for (const auto* transaction : {&committed_, &rolled_back_}) {
    for (const auto& wave : transaction->waves()) {
      for (const auto& operation : wave.operations()) {
        if (operation.outcome() != Transaction::Operation::OUTCOME_NOT_RUN)
          services[operation.section()] += nanoseconds(operation.duration());
      }
    }
  }
  std::map<std::string, std::int64_t> counted;
  for (const auto& [name, duration] : summary.service_durations()) counted[name] = nanoseconds(duration);
  EXPECT_EQ(counted, services);
}

TEST(MetricsOfServices, add_up_to_the_downtimes_that_were_measured) {
  DaemonWorld world;
  const auto answer = world.commit(R"({"camera":{"width":320,"height":240}})");
  const auto& camera = answer.waves(0).operations(0);
  ASSERT_TRUE(camera.has_downtime());
  EXPECT_EQ(nanoseconds(world.metrics().summary().service_downtimes().at("camera")), nanoseconds(camera.downtime()));
}

TEST(MetricsOfFrames, go_on_with_the_frames) {
  DaemonWorld world;
  testing::ResultLog log(world.vision_stub());
  const auto before = value(world.metrics(), "visiond_stage_frames_total", "stage", "detection");
  ASSERT_TRUE(log.wait_for_more(5));
  const auto metrics = world.metrics();
  EXPECT_GE(value(metrics, "visiond_stage_frames_total", "stage", "detection"), before + 4);
  EXPECT_GT(value(metrics, "process_resident_memory_bytes"), 0);
}

TEST(MetricsOfADaemon, are_those_of_the_catalogue) {
  DaemonWorld world;
  world.commit(R"({"camera":{"width":320,"height":240}})");
  world.apply(R"({"camera":{"source":"file:/no/such.avi"}})");
  const auto metrics = world.metrics();
  std::set<std::string> seen, listed;
  for (const auto& metric : metrics.metrics()) seen.insert(metric.name());
  for (const auto& family : base::metric_catalogue) listed.insert(std::string(family.name));
  // Shown once there is one.
  for (const auto* name :
       {"visiond_stage_frames_dropped_total", "visiond_gemini_requests_total", "visiond_gemini_dropped_total"})
    seen.insert(name);
  EXPECT_EQ(seen, listed);
}

}  // namespace
}  // namespace visiond
