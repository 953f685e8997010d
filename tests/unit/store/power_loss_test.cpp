// The power goes in the middle of anything: what was answered as committed is there afterwards, what was under way is
// wholly there or not at all.
#include "daemon/store/store.hpp"
#include "tests/unit/store/faulty_disk.hpp"
#include "tests/unit/store/store_world.hpp"

#include <gtest/gtest.h>

#include <random>

namespace visiond::testing {
namespace {

class PowerLoss : public ::testing::TestWithParam<unsigned> {
 protected:
  // One more revision, some of them to be confirmed, some with a checkpoint behind. False when the power is gone.
  bool go_on() {
    const auto number = acknowledged_ + 1;
    transaction::CommitRecord record{.revision = revision_record(number), .outcome = requested_outcome(number)};
    if (random_() % 4 == 0 && armed_ == 0) {
      record.armed = transaction::ArmedConfirmation{transaction_id(number), {number}, {number - 1}, time(number), {}};
    }
    tried_ = number;
    try {
      if (!world_.store->commit(record)) return false;
      acknowledged_ = number;
      if (record.armed) armed_ = number;
      if (armed_ != 0 && random_() % 2 == 0) {
        confirming_ = armed_;
        if (!world_.store->confirm(requested_outcome(armed_).report)) return false;
        armed_ = confirming_ = 0;
      }
    } catch (const store::UndecidedCommit&) {
      // The daemon ends here without an answer.
      return false;
    }
    if (random_() % 8 == 0) world_.store->checkpoint();
    return !disk_.dead();
  }

  void expect_all_that_was_answered() {
    const auto newest = world_.newest();
    EXPECT_TRUE(newest == acknowledged_ || newest == tried_) << newest << " after " << acknowledged_;
    for (std::uint64_t number = 1; number <= newest; ++number) {
      const auto revision = world_.store->revision({number});
      ASSERT_TRUE(revision) << number << ": " << revision.error().message;
      EXPECT_TRUE(whole(*revision)) << number;
      const auto request = world_.store->request(request_id(number));
      ASSERT_TRUE(request && *request) << number;
      EXPECT_EQ((*request)->report.transaction_id, transaction_id(number));
    }
    const auto armed = world_.store->armed();
    ASSERT_TRUE(armed);
    const auto row = *armed ? (*armed)->revision.value : 0;
    const bool as_answered = row == armed_ || (confirming_ != 0 && row == 0);
    EXPECT_TRUE(as_answered || row == tried_) << row << " is armed, not " << armed_;
    acknowledged_ = newest;
    armed_ = row;
    confirming_ = 0;
  }

  FaultyDisk disk_;
  StoreWorld world_;
  std::mt19937 random_{GetParam()};
  std::uint64_t acknowledged_ = 0, tried_ = 0, armed_ = 0, confirming_ = 0;
};

TEST_P(PowerLoss, costs_nothing_that_was_answered) {
  world_.open();
  for (int outage = 0; outage < 4; ++outage) {
    disk_.cut_power_after(static_cast<int>(random_() % 60));
    while (go_on()) {
    }
    world_.close();
    disk_.restore_power(random_);
    world_.open();
    expect_all_that_was_answered();
  }
}

INSTANTIATE_TEST_SUITE_P(Seed, PowerLoss, ::testing::Range(1U, 31U));

TEST(PowerLossCheck, finds_a_disk_that_only_pretends_to_sync) {
  FaultyDisk disk;
  StoreWorld world;
  std::mt19937 random(1);
  world.open();
  world.commit_more(3);
  world.close();
  world.open();
  // Nothing of what follows is synced, whatever is said.
  disk.pretend_to_sync();
  world.commit_more(20);
  disk.cut_power_after(0);
  world.close();
  disk.restore_power(random);
  world.open();
  EXPECT_LT(world.newest(), 23U);
}

}  // namespace
}  // namespace visiond::testing
