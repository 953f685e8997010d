#include "daemon/runtime/settings_watch.hpp"

#include "tests/support/fake_journal.hpp"
#include "tests/support/scripted_participant.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <string>

namespace visiond::runtime {
namespace {

using base::ErrorCode;

// The strand runs when the test says so, so that every interleaving is the test's.
class SettingsWatchTest : public ::testing::Test {
 protected:
  SettingsWatchTest() { commit(); }
  // One more revision on disk.
  RevisionView write() {
    RevisionView revision;
    revision.revision = {++written_};
    revision.sparse = json::object{{"camera", {{"hot", static_cast<std::int64_t>(written_ % 100)}}}};
    revision.author = "test";
    journal_.put(revision);
    return revision;
  }
  void put_in_force(RevisionView revision) {
    current_ = std::move(revision);
    auto report = std::make_shared<transaction::Report>();
    report->revision = current_.revision;
    watch_.publish(CommittedEvent{std::move(report)});
  }
  void commit() { put_in_force(write()); }
  void commit(int count) {
    for (int n = 0; n < count; ++n) commit();
  }
  std::unique_ptr<Watch> watch(std::uint64_t from) {
    auto watcher = std::make_shared<Watcher<SettingsEvent>>([this](const auto& event) { see(event); },
                                                            [this](const base::Error& error) { end_ = error; });
    watch_.add({from}, current_, watcher);
    return std::make_unique<WatchHandle<SettingsEvent>>(std::move(watcher));
  }
  // Lets the strand do one thing; false when there is nothing to do.
  bool step() {
    context_.restart();
    return context_.poll_one() > 0;
  }
  void run() {
    while (step()) {
    }
  }

  boost::asio::io_context context_;
  testing::FakeJournal journal_;
  testing::ScriptedParticipant camera_{"camera", {}};
  settings::Schema schema_{{camera_.section()}};
  RevisionView current_;
  Strand strand_ = boost::asio::make_strand(boost::asio::any_io_executor(context_.get_executor()));
  base::SystemClock clock_;
  Confirmation confirmation_{strand_, clock_, journal_, {}};
  SettingsWatch watch_{{strand_, journal_, schema_, current_, confirmation_}};
  std::uint64_t written_ = 0;
  std::string seen_;
  std::vector<settings::Change> changes_;
  transaction::State state_ = transaction::State::queued;
  std::optional<base::Error> end_;

 private:
  void see(const SettingsEvent& event) {
    if (const auto* snapshot = std::get_if<RevisionView>(&event))
      seen_ += "=" + std::to_string(snapshot->revision.value) + " ";
    if (const auto* committed = std::get_if<CommittedEvent>(&event)) {
      seen_ += std::to_string(committed->report->revision.value) + " ";
      changes_ = committed->report->changes;
      state_ = committed->report->state;
    }
    if (std::holds_alternative<HeartbeatEvent>(event)) seen_ += "♥ ";
  }
};

TEST_F(SettingsWatchTest, begins_with_a_snapshot_for_who_has_nothing) {
  commit(2);
  const auto handle = watch(0);
  commit();
  run();
  EXPECT_EQ(seen_, "=3 4 ");
}

TEST_F(SettingsWatchTest, begins_live_for_who_has_the_newest) {
  const auto handle = watch(1);
  watch_.publish(HeartbeatEvent{{1}});
  commit();
  EXPECT_EQ(seen_, "♥ 2 ");
}

TEST_F(SettingsWatchTest, tells_what_happened_since_and_what_changed_then) {
  commit(3);
  const auto handle = watch(2);
  run();
  EXPECT_EQ(seen_, "3 4 ");
  ASSERT_EQ(changes_.size(), 1U);
  EXPECT_EQ(changes_[0].path, "camera.hot");
  EXPECT_EQ(changes_[0].old_value, 3);
  EXPECT_EQ(changes_[0].new_value, 4);
}

TEST_F(SettingsWatchTest, tells_who_comes_later_that_the_newest_awaits_confirmation) {
  commit(2);
  auto awaiting = std::make_shared<transaction::Report>();
  awaiting->revision = current_.revision;
  awaiting->state = transaction::State::awaiting_confirmation;
  awaiting->confirm_time_out = std::chrono::hours(1);
  awaiting->confirm_deadline = clock_.wall_now() + std::chrono::hours(1);
  confirmation_.arm(awaiting);
  const auto handle = watch(1);
  run();
  EXPECT_EQ(seen_, "2 3 ");
  EXPECT_EQ(state_, transaction::State::awaiting_confirmation);
}

TEST_F(SettingsWatchTest, leaves_no_gap_and_repeats_nothing_wherever_commits_fall_between) {
  // Each number of steps before the commits is another interleaving of catching up with them.
  for (int steps = 0; steps < 12; ++steps) {
    seen_.clear();
    const auto from = current_.revision.value;
    commit(150);
    const auto handle = watch(from);
    for (int n = 0; n < steps; ++n) step();
    commit();
    step();
    const auto written = write();  // on disk, but not flipped yet
    step();
    put_in_force(written);
    run();
    commit();
    std::string expected;
    for (auto revision = from + 1; revision <= from + 153; ++revision) expected += std::to_string(revision) + " ";
    EXPECT_EQ(seen_, expected) << "after " << steps << " steps";
    EXPECT_FALSE(end_);
  }
}

TEST_F(SettingsWatchTest, tells_nothing_before_it_is_in_force) {
  commit();
  const auto handle = watch(1);
  const auto written = write();
  run();
  EXPECT_EQ(seen_, "2 ");
  put_in_force(written);
  EXPECT_EQ(seen_, "2 3 ");
}

TEST_F(SettingsWatchTest, refuses_a_revision_of_the_future) {
  const auto handle = watch(9);
  EXPECT_EQ(end_->code, ErrorCode::revision_gone);
  EXPECT_EQ(end_->path, "1") << "where to resume from";
}

TEST_F(SettingsWatchTest, refuses_a_revision_that_is_gone) {
  commit(5);
  journal_.forget_before({4});
  const auto handle = watch(2);
  run();
  EXPECT_EQ(end_->code, ErrorCode::revision_gone);
  EXPECT_EQ(end_->path, "6");
}

TEST_F(SettingsWatchTest, ends_when_what_comes_next_goes_while_it_catches_up) {
  commit(5);
  const auto handle = watch(2);
  journal_.forget_before({5});
  run();
  EXPECT_EQ(end_->code, ErrorCode::revision_gone);
  EXPECT_EQ(seen_, "") << "5 without 3 and 4 would be a gap";
}

TEST_F(SettingsWatchTest, does_not_call_gone_what_cannot_be_read) {
  commit(5);
  journal_.fail_reads({ErrorCode::storage_failed, "", "the disk does not answer"});
  const auto handle = watch(2);
  run();
  EXPECT_EQ(end_->code, ErrorCode::storage_failed);
}

TEST_F(SettingsWatchTest, tells_nothing_more_once_the_handle_is_gone) {
  commit(150);
  auto handle = watch(1);
  step();
  step();
  const auto seen = seen_;
  handle.reset();
  run();
  commit();
  EXPECT_EQ(seen_, seen);
  EXPECT_FALSE(end_);
}

TEST_F(SettingsWatchTest, ends_who_is_live_who_catches_up_and_who_comes_later) {
  commit(5);
  const base::Error reason{ErrorCode::draining, "", "stopping"};
  for (const std::uint64_t from : {6, 2, 0}) {
    end_.reset();
    const auto handle = watch(from);
    watch_.end_all(reason);
    run();
    EXPECT_EQ(end_->code, ErrorCode::draining) << "from " << from;
  }
}

}  // namespace
}  // namespace visiond::runtime
