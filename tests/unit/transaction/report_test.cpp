#include "daemon/transaction/report.hpp"

#include "daemon/settings/json_text.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <set>
#include <string>

namespace visiond::transaction {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

Operation full_operation() {
  Operation operation;
  operation.section = "camera";
  operation.update_kind = UpdateKind::restart;
  operation.outcome = Outcome::failed;
  operation.duration = nanoseconds(123'456'789);
  operation.downtime = nanoseconds(42);
  operation.predicted_duration = nanoseconds(500);
  operation.predicted_downtime = nanoseconds(100);
  operation.error = base::Error{base::ErrorCode::timed_out, "camera", "it has not returned"};
  return operation;
}

Report full_report() {
  Report report;
  report.transaction_id = {"t"};
  report.request_id = {"r"};
  report.kind = Kind::undo;
  report.state = State::rollback_incomplete;
  report.changed = true;
  report.base_revision = {41};
  report.revision = {42};
  report.first_frame_sequence = 18'446'744'073'709'551'615U;
  report.changes = {{"detection.confidence", 0.1, 0.30000000000000004, UpdateKind::hot_reload}};
  report.waves = {{{full_operation(), Operation{}}}, {{Operation{}}}};
  report.adjustments = {{"camera.width", 1000, 1280}};
  report.phases = {{PhaseName::switch_over, nanoseconds(7)}};
  report.violations = {{"camera.widht", base::ErrorCode::unknown_setting, "did you mean camera.width?"}};
  report.unverified = {"camera"};
  report.author = "ann";
  report.comment = "größer";
  report.create_time = base::WallTime(microseconds(1'700'000'000'123'456));
  report.end_time = base::WallTime(microseconds(1'700'000'001'000'001));
  report.error = base::Error{base::ErrorCode::rolled_back, "camera", "it failed"};
  return report;
}

json::object object_of(const Report& report) { return settings::read_json(write_json(report)).value().as_object(); }

TEST(Report, reads_back_all_it_wrote_through_text) {
  const auto text = write_json(full_report());
  const auto back = report_from_json(settings::read_json(text).value());
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(write_json(*back), text);
  EXPECT_EQ(back->first_frame_sequence, full_report().first_frame_sequence);
  EXPECT_EQ(back->create_time, full_report().create_time);
  EXPECT_EQ(back->end_time, full_report().end_time);
  EXPECT_EQ(back->changes, full_report().changes);
  EXPECT_EQ(back->violations, full_report().violations);
  EXPECT_EQ(back->error, full_report().error);
  EXPECT_EQ(back->waves.at(0).operations.at(0).downtime, nanoseconds(42));
  EXPECT_EQ(back->waves.at(0).operations.at(0).error, full_operation().error);
}

TEST(Report, reads_back_an_empty_one_with_nothing_in_what_is_optional) {
  const auto back = report_from_json(object_of(Report{}));
  ASSERT_TRUE(back);
  EXPECT_FALSE(back->end_time);
  EXPECT_FALSE(back->error);
  EXPECT_TRUE(back->waves.empty());
}

TEST(Report, tells_every_time_as_an_integer) {
  const auto object = object_of(full_report());
  EXPECT_EQ(object.at("create_time").as_int64(), 1'700'000'000'123'456);
  EXPECT_EQ(object.at("phases").as_array().at(0).as_object().at("duration").as_int64(), 7);
}

TEST(Report, calls_a_record_damaged_that_lacks_a_member) {
  auto object = object_of(full_report());
  object.erase("state");
  const auto back = report_from_json(object);
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().code, base::ErrorCode::store_damaged);
}

TEST(Report, calls_a_record_damaged_whose_state_has_no_such_name) {
  auto object = object_of(full_report());
  object["state"] = "HALF_DONE";
  const auto back = report_from_json(object);
  ASSERT_FALSE(back);
  EXPECT_NE(back.error().message.find("HALF_DONE"), std::string::npos) << back.error().message;
}

TEST(Report, calls_a_record_damaged_whose_times_no_clock_can_show) {
  for (const char* name : {"create_time", "end_time", "confirm_deadline"}) {
    for (const auto time : {std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
      auto object = object_of(full_report());
      object["confirm_time_out"] = 0;
      object[name] = time;
      const auto back = report_from_json(object);
      ASSERT_FALSE(back) << name;
      EXPECT_EQ(back.error().code, base::ErrorCode::store_damaged);
    }
  }
}

TEST(Report, calls_anything_but_an_object_damaged) { EXPECT_FALSE(report_from_json(json::value("report"))); }

TEST(Report, names_states_as_the_wire_does) {
  EXPECT_EQ(to_string(State::awaiting_confirmation), "AWAITING_CONFIRMATION");
  EXPECT_EQ(to_string(State::cancelled), "CANCELLED");
  EXPECT_EQ(to_string(Outcome::not_run), "NOT_RUN");
  EXPECT_EQ(to_string(PhaseName::switch_over), "SWITCH_OVER");
  EXPECT_EQ(to_string(Kind::upgrade), "UPGRADE");
}

TEST(Report, leaves_only_three_states_open) {
  std::set<std::string_view> open;
  for (int n = 0; n <= static_cast<int>(State::cancelled); ++n) {
    if (!is_final(static_cast<State>(n))) open.insert(to_string(static_cast<State>(n)));
  }
  EXPECT_EQ(open, (std::set<std::string_view>{"QUEUED", "RUNNING", "AWAITING_CONFIRMATION"}));
}

}  // namespace
}  // namespace visiond::transaction
