// A source that may be opened only once: switched over, and back where the new opening fails.
#include "tests/support/daemon/daemon_world.hpp"
#include "tests/support/daemon/result_log.hpp"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

namespace visiond {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::DaemonWorld;
using testing::ResultLog;
using Transaction = v1::Transaction;

const DaemonWorld::Options exclusive{.settings = R"({"camera":{"source":"synthetic:#exclusive=1","queue_frames":16}})"};

bool has_phase(const Transaction& transaction, Transaction::Phase::Name name) {
  for (const auto& phase : transaction.phases())
    if (phase.name() == name) return true;
  return false;
}

TEST(ExclusiveSource, is_switched_over_with_a_measured_downtime) {
  DaemonWorld world(exclusive);
  ResultLog log(world.vision_stub());
  const auto answer = world.commit(R"({"camera":{"width":320,"height":240},"detection":{"confidence":0.9}})");
  EXPECT_TRUE(has_phase(answer, Transaction::Phase::NAME_SWITCH_OVER));
  EXPECT_TRUE(answer.waves(0).operations(0).has_downtime());
  ASSERT_TRUE(log.wait_for_revision(answer.revision()));
  EXPECT_EQ(log.results().back().frame_width(), 320);
  EXPECT_EQ(testing::missing_sequences(log.results()), 0U);
}

TEST(ExclusiveSource, runs_again_when_its_new_opening_fails) {
  DaemonWorld world(exclusive);
  ResultLog log(world.vision_stub());
  ASSERT_TRUE(log.wait_for_more(3));
  const auto before = world.settings();
  const auto failed =
      world.apply(R"({"camera":{"source":"synthetic:#exclusive=1&fail_open=1"},"detection":{"confidence":0.9}})");
  EXPECT_EQ(failed.status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(failed.transaction.state(), Transaction::STATE_ROLLED_BACK);
  EXPECT_TRUE(has_phase(failed.transaction, Transaction::Phase::NAME_SWITCH_OVER));
  // It was closed for a while, and that is told.
  const auto& camera = failed.transaction.waves(0).operations(0);
  EXPECT_EQ(camera.outcome(), Transaction::Operation::OUTCOME_FAILED);
  EXPECT_TRUE(camera.has_downtime());
  EXPECT_TRUE(MessageDifferencer::Equals(world.settings(), before));
  EXPECT_TRUE(log.wait_for_more(5));
  EXPECT_EQ(log.results().back().revision(), 1U);
  EXPECT_EQ(world.commit(R"({"camera":{"width":320,"height":240}})").revision(), 2U);
}

TEST(ExclusiveSource, that_opens_slowly_costs_the_time_it_takes_and_no_number) {
  DaemonWorld world(exclusive);
  ResultLog log(world.vision_stub());
  ASSERT_TRUE(log.wait_for_more(3));
  const auto answer = world.commit(R"({"camera":{"source":"synthetic:#exclusive=1&slow_open_ms=200"}})");
  const auto& downtime = answer.waves(0).operations(0).downtime();
  EXPECT_GE(downtime.nanos(), 100'000'000);
  ASSERT_TRUE(log.wait_for_revision(answer.revision()));
  EXPECT_EQ(testing::missing_sequences(log.results()), 0U);
}

}  // namespace
}  // namespace visiond
