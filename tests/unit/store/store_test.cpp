#include "daemon/store/store.hpp"

#include "tests/unit/store/store_world.hpp"

#include <gtest/gtest.h>

namespace visiond::testing {
namespace {

using base::ErrorCode;

TEST(Store, is_empty_at_first) {
  StoreWorld world;
  world.open();
  EXPECT_FALSE(world.store->newest_revision().value().has_value());
  EXPECT_TRUE(world.store->opening_note().empty());
}

TEST(Store, gives_back_a_revision_as_it_was_committed) {
  StoreWorld world;
  world.open();
  world.commit_more(2);
  EXPECT_TRUE(whole(world.store->revision({1}).value()));
  EXPECT_TRUE(whole(world.store->revision({2}).value())) << "its effective document differs from the full one";
}

TEST(Store, gives_back_revisions_after_a_restart) {
  StoreWorld world;
  world.open();
  world.commit_more(3);
  world.open();
  ASSERT_EQ(world.newest(), 3U);
  for (std::uint64_t number = 1; number <= 3; ++number)
    EXPECT_TRUE(whole(world.store->revision({number}).value())) << number;
}

TEST(Store, keeps_a_file_with_no_revision_over_a_restart) {
  StoreWorld world;
  world.open();
  world.open();
  world.commit(1);
  EXPECT_EQ(world.newest(), 1U);
}

TEST(Store, gives_back_the_outcome_of_a_commit) {
  StoreWorld world;
  world.open();
  world.commit(1);
  const auto report = world.store->transaction(transaction_id(1));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->state, transaction::State::committed);
  EXPECT_EQ(report->comment, "no. 1");
}

TEST(Store, refuses_a_gap_and_names_the_next_revision) {
  StoreWorld world;
  world.open();
  world.commit(1);
  const auto refused = world.store->commit({.revision = revision_record(3), .outcome = outcome(3)});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("the next one is 2"), std::string::npos) << refused.error().message;
}

TEST(Store, writes_nothing_of_a_refused_commit) {
  StoreWorld world;
  world.open();
  EXPECT_FALSE(world.store->commit({.revision = revision_record(2), .outcome = outcome(2)}))
      << "the first revision is 1";
  EXPECT_EQ(world.newest(), 0U);
  EXPECT_FALSE(world.store->transaction(transaction_id(2)));
}

TEST(Store, refuses_to_write_a_revision_twice) {
  StoreWorld world;
  world.open();
  world.commit(1);
  EXPECT_FALSE(world.store->commit({.revision = revision_record(1), .outcome = outcome(1)}));
}

TEST(Store, reads_a_recorded_outcome_at_once) {
  StoreWorld world;
  world.open();
  ASSERT_TRUE(world.store->record(outcome(9)));
  EXPECT_TRUE(world.store->transaction(transaction_id(9)));
}

TEST(Store, keeps_a_recorded_outcome_over_an_unclean_stop) {
  StoreWorld world;
  world.open();
  ASSERT_TRUE(world.store->record(requested_outcome(9)));
  world.stop_uncleanly();
  world.open();
  EXPECT_TRUE(world.store->transaction(transaction_id(9)));
}

TEST(Store, replaces_the_outcome_of_the_same_transaction) {
  StoreWorld world;
  world.open();
  world.commit(1);
  auto later = outcome(1);
  later.report.first_frame_sequence = 77;
  ASSERT_TRUE(world.store->record(later));
  EXPECT_EQ(world.store->transaction(transaction_id(1)).value().first_frame_sequence, 77U);
}

TEST(Store, does_not_know_a_transaction_nobody_recorded) {
  StoreWorld world;
  world.open();
  const auto report = world.store->transaction(transaction_id(5));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::no_such_transaction);
}

TEST(Store, answers_a_request_id_after_a_restart) {
  StoreWorld world;
  world.open();
  ASSERT_TRUE(world.store->commit({.revision = revision_record(1), .outcome = requested_outcome(1)}));
  world.open();
  const auto found = world.store->request(request_id(1)).value();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->request_digest, "digest 1");
  EXPECT_EQ(found->report.transaction_id, transaction_id(1));
}

TEST(Store, does_not_let_a_refusal_without_digest_consume_a_request_id) {
  StoreWorld world;
  world.open();
  auto refused = requested_outcome(1);
  refused.request_digest.clear();
  ASSERT_TRUE(world.store->record(refused));
  EXPECT_FALSE(world.store->request(request_id(1)).value().has_value());
}

TEST(Store, replaces_timings_and_keeps_them_over_a_restart) {
  StoreWorld world;
  world.open();
  using settings::UpdateKind;
  using std::chrono::milliseconds;
  ASSERT_TRUE(world.store->record_timings({{"camera", UpdateKind::restart, milliseconds(300), milliseconds(80), 1},
                                           {"detection", UpdateKind::recreate, milliseconds(40), milliseconds(0), 5}}));
  ASSERT_TRUE(world.store->record_timings({{"camera", UpdateKind::restart, milliseconds(200), milliseconds(60), 2}}));
  world.open();
  const auto timings = world.store->timings().value();
  ASSERT_EQ(timings.size(), 2U);
  EXPECT_EQ(timings[0].duration, milliseconds(200));
  EXPECT_EQ(timings[0].samples, 2U);
  EXPECT_EQ(timings[1].kind, UpdateKind::recreate);
}

TEST(Store, moves_the_log_into_the_file_at_a_checkpoint) {
  StoreWorld world;
  world.open();
  world.commit_more(20);
  const auto before = std::filesystem::file_size(world.file());
  world.store->checkpoint();
  EXPECT_GT(std::filesystem::file_size(world.file()), before);
}

TEST(Store, leaves_no_log_after_a_clean_stop) {
  StoreWorld world;
  world.open();
  world.commit(1);
  EXPECT_TRUE(std::filesystem::exists(world.wal()));
  world.close();
  EXPECT_FALSE(std::filesystem::exists(world.wal()));
}

TEST(Store, refuses_a_second_opener) {
  StoreWorld world;
  world.open();
  const auto second = store::Store::open(world.options);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::storage_failed);
  EXPECT_NE(second.error().message.find("in use by another process"), std::string::npos) << second.error().message;
}

TEST(Store, names_a_missing_state_folder) {
  StoreWorld world;
  world.options.folder = world.folder.path() / "missing";
  const auto error = world.opening_error();
  EXPECT_EQ(error.code, ErrorCode::storage_failed);
  EXPECT_EQ(error.path, world.options.folder.string());
}

}  // namespace
}  // namespace visiond::testing
