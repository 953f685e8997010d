#include "daemon/transaction/summary.hpp"

#include <gtest/gtest.h>

namespace visiond::transaction {
namespace {

using namespace std::chrono_literals;

Operation operation(const std::string& section, Outcome outcome, Duration duration = 10ms) {
  Operation made;
  made.section = section;
  made.outcome = outcome;
  made.duration = duration;
  return made;
}

Report report(State state, std::vector<Wave> waves = {}) {
  Report made;
  made.state = state;
  made.changed = state == State::committed;
  made.waves = std::move(waves);
  made.create_time = base::WallTime(100s);
  made.end_time = base::WallTime(103s);
  return made;
}

Summary summary_of(const std::vector<Report>& reports) {
  Summary summary;
  for (const auto& each : reports) summary.add(each);
  return summary;
}

TEST(Summary, counts_transactions_by_what_became_of_them) {
  const auto summary =
      summary_of({report(State::committed), report(State::partially_committed), report(State::awaiting_confirmation),
                  report(State::rolled_back), report(State::rollback_incomplete), report(State::rejected),
                  report(State::cancelled)});
  EXPECT_EQ(summary.transactions, 7U);
  EXPECT_EQ(summary.committed, 3U);
  EXPECT_EQ(summary.rolled_back, 2U);
  EXPECT_EQ(summary.rejected, 1U);
  EXPECT_EQ(summary.total_duration, 21s);
}

TEST(Summary, tells_operations_that_ran_side_by_side_from_those_alone_in_their_wave) {
  const auto summary = summary_of({report(
      State::committed,
      {{{operation("camera", Outcome::done)}},
       {{operation("detection", Outcome::done), operation("ui", Outcome::done), operation("a", Outcome::unaffected)}},
       {{operation("b", Outcome::done), operation("c", Outcome::unaffected)}}})});
  EXPECT_EQ(summary.operations_executed, 4U);
  EXPECT_EQ(summary.operations_parallel, 2U);
  EXPECT_EQ(summary.operations_sequential, 2U);
}

TEST(Summary, counts_only_operations_that_were_started) {
  const auto summary = summary_of(
      {report(State::rolled_back, {{{operation("camera", Outcome::undone), operation("detection", Outcome::failed)}},
                                   {{operation("ui", Outcome::not_run), operation("a", Outcome::pending)}}})});
  EXPECT_EQ(summary.operations_executed, 2U);
  EXPECT_EQ(summary.operations_failed, 1U);
  EXPECT_FALSE(summary.service_durations.contains("ui"));
}

TEST(Summary, counts_as_a_rollback_what_failed_once_preparing_had_begun) {
  auto begun = report(State::cancelled);
  begun.error = base::Error{base::ErrorCode::cancelled, "", "as asked"};
  begun.phases = {{PhaseName::plan, {}}, {PhaseName::prepare, {}}};
  auto waiting = begun;
  waiting.phases.clear();
  auto well = report(State::committed);
  well.phases = begun.phases;
  EXPECT_EQ(summary_of({begun, waiting, well}).rollbacks, 1U);
}

TEST(Summary, sums_durations_and_measured_downtimes_up_by_service) {
  auto camera = operation("camera", Outcome::done, 200ms);
  camera.downtime = 40ms;
  const auto one = report(State::committed, {{{camera}}, {{operation("ui", Outcome::done, 1ms)}}});
  const auto summary = summary_of({one, one});
  EXPECT_EQ(summary.service_durations, (std::map<std::string, Duration>{{"camera", 400ms}, {"ui", 2ms}}));
  EXPECT_EQ(summary.service_downtimes, (std::map<std::string, Duration>{{"camera", 80ms}}));
}

TEST(Summary, takes_no_time_back_when_the_clock_was_set_back) {
  auto odd = report(State::committed);
  odd.end_time = odd.create_time - 1h;
  EXPECT_EQ(summary_of({odd}).total_duration, Duration{});
}

TEST(Summary, is_not_of_what_made_no_difference_or_only_would_have) {
  auto same = report(State::committed);
  same.changed = false;
  EXPECT_FALSE(counts(same));
  EXPECT_FALSE(counts(report(State::validated)));
  EXPECT_TRUE(counts(report(State::committed)));
  EXPECT_TRUE(counts(report(State::rejected)));
}

}  // namespace
}  // namespace visiond::transaction
