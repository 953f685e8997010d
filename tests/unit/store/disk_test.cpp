// What a store says, and keeps, when the disk does not do its part.
#include "daemon/store/store.hpp"
#include "tests/unit/store/faulty_disk.hpp"
#include "tests/unit/store/store_world.hpp"

#include <gtest/gtest.h>

namespace visiond::testing {
namespace {

using base::ErrorCode;
using Operation = FaultyDisk::Operation;

struct Disk : ::testing::Test {
  Disk() {
    world.open();
    world.commit_more(3);
  }
  base::Result<void> commit_fourth() {
    return world.store->commit({.revision = revision_record(4), .outcome = outcome(4)});
  }
  void expect_unchanged() {
    EXPECT_EQ(world.newest(), 3U);
    EXPECT_FALSE(world.store->transaction(transaction_id(4)));
  }
  FaultyDisk disk;
  StoreWorld world;
};

TEST_F(Disk, that_is_full_refuses_the_commit) {
  disk.fail(Operation::write, "-wal", SQLITE_FULL);
  const auto refused = commit_fourth();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::storage_full);
  expect_unchanged();
}

TEST_F(Disk, that_is_full_in_the_middle_of_a_commit_leaves_nothing_of_it) {
  disk.fail(Operation::write, "-wal", SQLITE_FULL, 3);
  EXPECT_EQ(commit_fourth().error().code, ErrorCode::storage_full);
  world.stop_uncleanly();
  world.open();
  expect_unchanged();
}

TEST_F(Disk, that_has_room_again_takes_the_same_revision) {
  disk.fail(Operation::write, "-wal", SQLITE_FULL, 3);
  ASSERT_FALSE(commit_fourth());
  disk.heal();
  ASSERT_TRUE(commit_fourth());
  world.open();
  EXPECT_TRUE(whole(world.store->revision({4}).value()));
}

TEST_F(Disk, that_cannot_be_written_refuses_the_commit) {
  disk.fail(Operation::write, "-wal", SQLITE_IOERR_WRITE, 1);
  const auto refused = commit_fourth();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::storage_failed);
  expect_unchanged();
}

TEST_F(Disk, that_failed_once_takes_the_same_revision_later) {
  disk.fail(Operation::write, "-wal", SQLITE_IOERR_WRITE, 1);
  ASSERT_FALSE(commit_fourth());
  disk.heal();
  ASSERT_TRUE(commit_fourth());
  world.open();
  EXPECT_EQ(world.newest(), 4U);
}

TEST_F(Disk, that_fails_to_sync_a_commit_once_has_it_when_a_fresh_look_finds_it) {
  disk.fail(Operation::sync, "-wal", SQLITE_IOERR_FSYNC);
  disk.then_heal();
  ASSERT_TRUE(commit_fourth());
  EXPECT_TRUE(whole(world.store->revision({4}).value()));
  world.stop_uncleanly();
  world.open();
  EXPECT_EQ(world.newest(), 4U);
}

TEST_F(Disk, that_goes_on_failing_to_sync_leaves_a_commit_undecided) {
  disk.fail(Operation::sync, "", SQLITE_IOERR_FSYNC);
  EXPECT_THROW(static_cast<void>(commit_fourth()), store::UndecidedCommit);
}

TEST_F(Disk, that_is_gone_after_a_failed_commit_leaves_it_undecided) {
  disk.fail(Operation::sync, "-wal", SQLITE_IOERR_FSYNC);
  disk.then_fail(Operation::open, SQLITE_CANTOPEN);
  EXPECT_THROW(static_cast<void>(commit_fourth()), store::UndecidedCommit);
}

TEST_F(Disk, that_left_a_commit_undecided_tells_at_the_next_start) {
  disk.fail(Operation::sync, "", SQLITE_IOERR_FSYNC);
  EXPECT_THROW(static_cast<void>(commit_fourth()), store::UndecidedCommit);
  world.close();
  disk.heal();
  world.open();
  ASSERT_EQ(world.newest(), 4U);
  EXPECT_TRUE(world.store->transaction(transaction_id(4)));
}

TEST_F(Disk, that_left_a_commit_undecided_takes_no_further_one) {
  disk.fail(Operation::sync, "", SQLITE_IOERR_FSYNC);
  EXPECT_THROW(static_cast<void>(commit_fourth()), store::UndecidedCommit);
  disk.heal();
  EXPECT_THROW(static_cast<void>(commit_fourth()), store::UndecidedCommit);
}

TEST_F(Disk, is_not_waited_for_by_a_recorded_outcome) {
  disk.fail(Operation::sync, "", SQLITE_IOERR_FSYNC);
  EXPECT_TRUE(world.store->record(outcome(9)));
}

TEST_F(Disk, is_waited_for_by_the_commit_after_a_recorded_outcome) {
  ASSERT_TRUE(world.store->record(outcome(9)));
  disk.fail(Operation::sync, "", SQLITE_IOERR_FSYNC);
  EXPECT_THROW(static_cast<void>(commit_fourth()), store::UndecidedCommit);
}

TEST_F(Disk, that_is_full_refuses_a_recorded_outcome) {
  disk.fail(Operation::write, "-wal", SQLITE_FULL);
  EXPECT_EQ(world.store->record(outcome(9)).error().code, ErrorCode::storage_full);
}

TEST_F(Disk, that_is_read_only_is_said_at_the_start) {
  world.close();
  disk.make_read_only(true);
  const auto error = world.opening_error();
  EXPECT_EQ(error.code, ErrorCode::storage_failed);
  EXPECT_TRUE(std::filesystem::exists(world.file())) << "a sound file is not set aside";
}

TEST_F(Disk, that_is_full_at_the_first_start_leaves_no_store_behind) {
  StoreWorld fresh;
  disk.fail(Operation::write, "", SQLITE_FULL, 2);
  EXPECT_EQ(fresh.opening_error().code, ErrorCode::storage_full);
  EXPECT_FALSE(std::filesystem::exists(fresh.file()));
  disk.heal();
  fresh.open();
  EXPECT_EQ(fresh.newest(), 0U);
}

}  // namespace
}  // namespace visiond::testing
