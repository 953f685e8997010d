// Transactions against a whole daemon, as a client sees them.
#include "tests/support/daemon/daemon_world.hpp"
#include "tests/support/daemon/result_log.hpp"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace visiond {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::DaemonWorld;
using testing::ResultLog;
using Transaction = v1::Transaction;

bool names(const Transaction& transaction, const std::string& path) {
  return std::any_of(transaction.violations().begin(), transaction.violations().end(),
                     [&](const auto& violation) { return violation.path() == path; });
}

TEST(Settings, of_several_services_commit_as_one_revision_that_results_name) {
  DaemonWorld world;
  ResultLog log(world.vision_stub());
  const auto answer = world.commit(R"({"detection":{"confidence":0.7,"max_detections":5},"ui":{"theme":"dark"}})");
  EXPECT_EQ(answer.state(), Transaction::STATE_COMMITTED);
  EXPECT_EQ(answer.base_revision(), 1U);
  EXPECT_EQ(answer.revision(), 2U);
  EXPECT_EQ(answer.changes_size(), 3);
  ASSERT_TRUE(log.wait_for_revision(2));
  for (const auto& result : log.results()) {
    const bool before = result.frame_sequence() < answer.first_frame_sequence();
    EXPECT_EQ(result.revision(), before ? 1U : 2U) << "frame " << result.frame_sequence();
  }
}

TEST(Settings, stay_as_they_were_when_one_service_fails) {
  DaemonWorld world;
  world.commit(R"({"detection":{"confidence":0.7}})");
  const auto before = world.settings();
  const auto failed =
      world.apply(R"({"camera":{"source":"file:/no/such.avi"},"detection":{"confidence":0.1},"ui":{"theme":"light"}})");
  EXPECT_EQ(failed.status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(failed.reason, "ROLLED_BACK");
  EXPECT_NE(failed.status.error_message().find("/no/such.avi: no such file"), std::string::npos)
      << failed.status.error_message();
  EXPECT_EQ(failed.transaction.state(), Transaction::STATE_ROLLED_BACK);
  EXPECT_TRUE(MessageDifferencer::Equals(world.settings(), before));
  EXPECT_TRUE(world.apply(R"({"detection":{"confidence":0.1}})").status.ok());
}

TEST(Settings, that_are_wrong_are_all_named) {
  DaemonWorld world;
  const auto refused = world.apply(R"({"detection":{"confidence":7},"camera":{"widht":3}})");
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_TRUE(names(refused.transaction, "detection.confidence"));
  EXPECT_TRUE(names(refused.transaction, "camera.widht"));
  EXPECT_NE(refused.status.error_message().find("did you mean camera.width?"), std::string::npos);
  EXPECT_EQ(world.settings().revision(), 1U);
}

TEST(Settings, of_a_source_that_opens_twice_change_without_losing_a_frame) {
  DaemonWorld world({.settings = R"({"camera":{"queue_frames":16}})"});
  ResultLog log(world.vision_stub());
  ASSERT_TRUE(log.wait_for_more(5));
  const auto answer = world.commit(R"({"camera":{"width":320,"height":240}})");
  EXPECT_EQ(answer.waves(0).operations(0).update_kind(), v1::UPDATE_KIND_RESTART);
  EXPECT_TRUE(answer.waves(0).operations(0).has_downtime());
  ASSERT_TRUE(log.wait_for_revision(answer.revision()));
  EXPECT_EQ(log.results().back().frame_width(), 320);
  EXPECT_EQ(testing::missing_sequences(log.results()), 0U);
  const auto missing = testing::missing_ticks_at_cut_overs(log.results(), 30);
  EXPECT_EQ(missing.count, 0U) << missing.first;
}

TEST(Settings, of_the_backend_swap_the_detector_without_losing_a_frame) {
  DaemonWorld world({.settings = R"({"camera":{"width":160,"height":120,"queue_frames":16}})"});
  ResultLog log(world.vision_stub());
  ASSERT_TRUE(log.wait_for_more(5));
  const auto answer = world.commit(R"({"detection":{"backend":"hog"}})");
  ASSERT_TRUE(log.wait_for_revision(answer.revision()));
  EXPECT_EQ(log.results().back().model(), "hog");
  EXPECT_EQ(testing::missing_sequences(log.results()), 0U);
}

TEST(Settings, without_a_difference_commit_nothing) {
  DaemonWorld world;
  const auto answer = world.commit(R"({})");
  EXPECT_EQ(answer.state(), Transaction::STATE_COMMITTED);
  EXPECT_FALSE(answer.changed());
  EXPECT_EQ(answer.revision(), 1U);
}

TEST(Settings, answer_a_repeated_request_from_its_record) {
  DaemonWorld world;
  const auto with_id = [](v1::ApplyTransactionRequest& request) {
    request.set_request_id("0d4ee9b0-54f3-4a53-9a0e-3c3f06d0a5a1");
  };
  const auto first = world.apply(R"({"ui":{"theme":"dark"}})", with_id);
  world.commit(R"({"ui":{"theme":"light"}})");
  const auto again = world.apply(R"({"ui":{"theme":"dark"}})", with_id);
  EXPECT_EQ(again.transaction.transaction_id(), first.transaction.transaction_id());
  EXPECT_EQ(again.transaction.revision(), 2U);
  EXPECT_EQ(world.value("ui", "theme"), R"("light")");
  const auto other = world.apply(R"({"ui":{"theme":"system"}})", with_id);
  EXPECT_EQ(other.reason, "REQUEST_ID_REUSED");
}

TEST(Settings, are_refused_where_the_caller_saw_others) {
  DaemonWorld world;
  world.commit(R"({"ui":{"theme":"dark"}})");
  const auto late = world.apply(R"({"ui":{"theme":"light"}})", [](auto& request) { request.set_expected_revision(1); });
  EXPECT_EQ(late.status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(late.reason, "REVISION_CONFLICT");
  EXPECT_EQ(world.value("ui", "theme"), R"("dark")");
}

TEST(Settings, stay_as_they_are_in_dry_runs_of_either_depth) {
  DaemonWorld world;
  for (const auto depth : {v1::VALIDATE_DEPTH_PLAN, v1::VALIDATE_DEPTH_REHEARSE}) {
    const auto dry =
        world.apply(R"({"detection":{"backend":"hog"},"camera":{"width":320,"height":240}})", [&](auto& request) {
          request.set_validate_only(true);
          request.set_validate_depth(depth);
        });
    EXPECT_TRUE(dry.status.ok()) << dry.status.error_message();
    EXPECT_EQ(dry.transaction.state(), Transaction::STATE_VALIDATED);
  }
  EXPECT_EQ(world.settings().revision(), 1U);
  EXPECT_EQ(world.value("detection", "backend"), R"("motion")");
}

TEST(Settings, are_not_changed_where_that_disrupts_more_than_allowed) {
  DaemonWorld world;
  const auto refused = world.apply(R"({"camera":{"width":320,"height":240}})",
                                   [](auto& request) { request.set_max_update_kind(v1::UPDATE_KIND_HOT_RELOAD); });
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(refused.reason, "DISRUPTION_EXCEEDED");
  EXPECT_EQ(refused.transaction.waves(0).operations(0).section(), "camera");
}

TEST(Settings, tell_their_history_with_author_and_comment) {
  DaemonWorld world;
  world.apply(R"({"ui":{"theme":"dark"}})", [](auto& request) { request.set_comment("for the night shift"); });
  grpc::ClientContext context;
  v1::ListRevisionsResponse page;
  ASSERT_TRUE(world.settings_stub().ListRevisions(&context, {}, &page).ok());
  ASSERT_EQ(page.revisions_size(), 2);
  EXPECT_EQ(page.revisions(0).revision(), 2U);
  EXPECT_EQ(page.revisions(0).comment(), "for the night shift");
  EXPECT_EQ(page.revisions(0).author(), "local");
  EXPECT_EQ(page.revisions(1).author(), "visiond");
}

TEST(Settings, announce_the_transaction_that_answers) {
  DaemonWorld world;
  const auto applied = world.apply(R"({"ui":{"theme":"dark"}})");
  EXPECT_EQ(applied.announced_id, applied.transaction.transaction_id());
  grpc::ClientContext context;
  v1::GetTransactionRequest request;
  request.set_transaction_id(applied.announced_id);
  Transaction kept;
  ASSERT_TRUE(world.settings_stub().GetTransaction(&context, request, &kept).ok());
  EXPECT_TRUE(MessageDifferencer::Equals(kept, applied.transaction));
}

}  // namespace
}  // namespace visiond
