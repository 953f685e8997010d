#include "daemon/rpc/write_message.hpp"

#include <gtest/gtest.h>

namespace visiond::rpc {
namespace {

using std::chrono::milliseconds;

const base::WallTime noon{std::chrono::seconds(1790000000)};

transaction::Report full_report() {
  transaction::Report report;
  report.transaction_id = {"t"};
  report.request_id = {"r"};
  report.kind = transaction::Kind::rollback;
  report.state = transaction::State::rolled_back;
  report.changed = true;
  report.base_revision = {4};
  report.revision = {5};
  report.first_frame_sequence = 77;
  report.changes = {{"camera.width", 0, 1920, settings::UpdateKind::restart}};
  report.waves.push_back({{{.section = "camera",
                            .update_kind = settings::UpdateKind::restart,
                            .outcome = transaction::Outcome::failed,
                            .duration = milliseconds(3),
                            .downtime = milliseconds(4),
                            .predicted_duration = milliseconds(5),
                            .predicted_downtime = milliseconds(6),
                            .error = base::Error{base::ErrorCode::rolled_back, "", "no such device"}}}});
  report.adjustments = {{"camera.width", 1000, 1280}};
  report.phases = {{transaction::PhaseName::prepare, milliseconds(9)}};
  report.violations = {{"camera.fps", base::ErrorCode::unknown_setting, "no such setting"}};
  report.unverified = {"camera: switch-over"};
  report.author = "pat";
  report.comment = "wider";
  report.create_time = noon;
  report.end_time = noon + milliseconds(20);
  return report;
}

TEST(WriteMessage, writes_what_a_report_says_of_itself) {
  v1::Transaction message;
  write(full_report(), message);
  EXPECT_EQ(message.transaction_id(), "t");
  EXPECT_EQ(message.request_id(), "r");
  EXPECT_EQ(message.kind(), v1::Transaction::KIND_ROLLBACK);
  EXPECT_EQ(message.state(), v1::Transaction::STATE_ROLLED_BACK);
  EXPECT_TRUE(message.changed());
  EXPECT_EQ(message.base_revision(), 4U);
  EXPECT_EQ(message.revision(), 5U);
  EXPECT_EQ(message.first_frame_sequence(), 77U);
  EXPECT_EQ(message.author(), "pat");
  EXPECT_EQ(message.comment(), "wider");
  EXPECT_EQ(message.create_time().seconds(), 1790000000);
  EXPECT_EQ(message.end_time().nanos(), 20000000);
  EXPECT_FALSE(message.truncated());
}

TEST(WriteMessage, writes_changes_adjustments_violations_and_unverified_steps) {
  v1::Transaction message;
  write(full_report(), message);
  ASSERT_EQ(message.changes_size(), 1);
  EXPECT_EQ(message.changes(0).path(), "camera.width");
  EXPECT_EQ(message.changes(0).old_value().number_value(), 0);
  EXPECT_EQ(message.changes(0).new_value().number_value(), 1920);
  EXPECT_EQ(message.changes(0).update_kind(), v1::UPDATE_KIND_RESTART);
  ASSERT_EQ(message.adjustments_size(), 1);
  EXPECT_EQ(message.adjustments(0).requested().number_value(), 1000);
  EXPECT_EQ(message.adjustments(0).effective().number_value(), 1280);
  ASSERT_EQ(message.violations_size(), 1);
  EXPECT_EQ(message.violations(0).path(), "camera.fps");
  EXPECT_EQ(message.violations(0).reason(), "UNKNOWN_SETTING");
  EXPECT_EQ(message.violations(0).message(), "no such setting");
  ASSERT_EQ(message.unverified_size(), 1);
  EXPECT_EQ(message.unverified(0), "camera: switch-over");
}

TEST(WriteMessage, writes_waves_and_phases_with_their_times) {
  v1::Transaction message;
  write(full_report(), message);
  ASSERT_EQ(message.waves_size(), 1);
  const auto& operation = message.waves(0).operations(0);
  EXPECT_EQ(operation.section(), "camera");
  EXPECT_EQ(operation.update_kind(), v1::UPDATE_KIND_RESTART);
  EXPECT_EQ(operation.outcome(), v1::Transaction::Operation::OUTCOME_FAILED);
  EXPECT_EQ(operation.duration().nanos(), 3000000);
  EXPECT_EQ(operation.downtime().nanos(), 4000000);
  EXPECT_EQ(operation.predicted_duration().nanos(), 5000000);
  EXPECT_EQ(operation.predicted_downtime().nanos(), 6000000);
  EXPECT_EQ(operation.error_reason(), "ROLLED_BACK");
  EXPECT_EQ(operation.error_message(), "no such device");
  ASSERT_EQ(message.phases_size(), 1);
  EXPECT_EQ(message.phases(0).name(), v1::Transaction::Phase::NAME_PREPARE);
  EXPECT_EQ(message.phases(0).duration().nanos(), 9000000);
}

TEST(WriteMessage, leaves_out_what_there_is_not) {
  transaction::Report report;
  report.waves.push_back({{transaction::Operation{}}});
  v1::Transaction message;
  write(report, message);
  EXPECT_FALSE(message.has_end_time());
  EXPECT_FALSE(message.waves(0).operations(0).has_downtime());
  EXPECT_EQ(message.waves(0).operations(0).error_reason(), "");
}

// A library may say what is no UTF-8; the caller must be able to read the message all the same.
TEST(WriteMessage, can_be_read_whatever_a_library_said) {
  auto report = full_report();
  report.waves[0].operations[0].error->message = "cannot open \xE9tat";
  report.violations[0].message = "\xFF";
  v1::Transaction message, read;
  write(report, message);
  EXPECT_TRUE(read.ParseFromString(message.SerializeAsString()));
  EXPECT_EQ(read.waves(0).operations(0).error_message(), "cannot open \xEF\xBF\xBDtat");
}

// "KIND_" + to_string: the names of the wire are those of the plain enum.
TEST(WriteMessage, names_states_kinds_and_outcomes_as_the_report_does) {
  for (int n = 0; n <= static_cast<int>(transaction::State::cancelled); ++n) {
    const auto state = static_cast<transaction::State>(n);
    EXPECT_EQ(v1::Transaction::State_Name(wire(state)), "STATE_" + std::string(to_string(state)));
  }
  for (int n = 0; n <= static_cast<int>(transaction::Kind::upgrade); ++n) {
    transaction::Report report;
    report.kind = static_cast<transaction::Kind>(n);
    v1::Transaction message;
    write(report, message);
    EXPECT_EQ(v1::Transaction::Kind_Name(message.kind()), "KIND_" + std::string(to_string(report.kind)));
  }
  for (int n = 0; n <= static_cast<int>(transaction::Outcome::not_run); ++n) {
    transaction::Operation operation;
    operation.outcome = static_cast<transaction::Outcome>(n);
    v1::Transaction::Operation message;
    write(operation, message);
    EXPECT_EQ(v1::Transaction::Operation::Outcome_Name(message.outcome()),
              "OUTCOME_" + std::string(to_string(operation.outcome)));
  }
  for (int n = 0; n <= static_cast<int>(transaction::PhaseName::flip); ++n) {
    const transaction::Phase phase{static_cast<transaction::PhaseName>(n), {}};
    v1::Transaction::Phase message;
    write(phase, message);
    EXPECT_EQ(v1::Transaction::Phase::Name_Name(message.name()), "NAME_" + std::string(to_string(phase.name)));
  }
  for (int n = 0; n <= static_cast<int>(settings::UpdateKind::recreate); ++n) {
    const auto kind = static_cast<settings::UpdateKind>(n);
    EXPECT_EQ(v1::UpdateKind_Name(wire(kind)), "UPDATE_KIND_" + std::string(settings::to_string(kind)));
  }
}

TEST(WriteMessage, writes_a_revision_with_all_three_documents) {
  runtime::RevisionView revision;
  revision.revision = {12};
  revision.full = boost::json::object{{"camera", {{"width", 1920}}}};
  revision.sparse = boost::json::object{{"camera", {{"width", 1000}}}};
  revision.effective = boost::json::object{{"camera", {{"width", 1280}}}};
  revision.create_time = noon;
  revision.transaction_id = {"t"};
  revision.author = "pat";
  revision.comment = "wider";
  v1::Revision message;
  write(revision, message);
  const auto width = [](const google::protobuf::Struct& document) {
    return document.fields().at("camera").struct_value().fields().at("width").number_value();
  };
  EXPECT_EQ(message.revision(), 12U);
  EXPECT_EQ(width(message.settings()), 1920);
  EXPECT_EQ(width(message.overrides()), 1000);
  EXPECT_EQ(width(message.effective()), 1280);
  EXPECT_EQ(message.create_time().seconds(), 1790000000);
  EXPECT_EQ(message.transaction_id(), "t");
  EXPECT_EQ(message.author(), "pat");
  EXPECT_EQ(message.comment(), "wider");
}

TEST(WriteMessage, writes_each_settings_event) {
  v1::SettingsEvent snapshot, committed, heartbeat;
  runtime::RevisionView revision;
  revision.revision = {3};
  write(runtime::SettingsEvent(revision), snapshot);
  EXPECT_EQ(snapshot.snapshot().revision(), 3U);
  write(runtime::SettingsEvent(runtime::CommittedEvent{std::make_shared<transaction::Report>(full_report())}),
        committed);
  EXPECT_EQ(committed.committed().revision(), 5U);
  EXPECT_EQ(committed.committed().changes(0).path(), "camera.width");
  EXPECT_EQ(committed.committed().state(), v1::Transaction::STATE_ROLLED_BACK);
  EXPECT_EQ(committed.committed().author(), "pat");
  EXPECT_EQ(committed.committed().comment(), "wider");
  EXPECT_EQ(committed.committed().transaction_id(), "t");
  write(runtime::SettingsEvent(runtime::HeartbeatEvent{{9}}), heartbeat);
  EXPECT_EQ(heartbeat.heartbeat().revision(), 9U);
}

TEST(WriteMessage, writes_each_transaction_event) {
  using transaction::action::Publish;
  runtime::TransactionEvent event;
  event.transaction_id = {"t"};
  event.time = noon;
  event.what.progress = 0.25;
  event.what.remaining = milliseconds(40);
  event.what.phase = {transaction::PhaseName::commit, milliseconds(2)};
  event.what.operation.section = "camera";
  event.report = std::make_shared<transaction::Report>(full_report());
  const std::pair<Publish::What, v1::TransactionEvent::EventCase> cases[] = {
      {Publish::What::started, v1::TransactionEvent::kStarted},
      {Publish::What::phase_started, v1::TransactionEvent::kPhaseStarted},
      {Publish::What::phase_ended, v1::TransactionEvent::kPhaseEnded},
      {Publish::What::operation, v1::TransactionEvent::kOperation},
      {Publish::What::ended, v1::TransactionEvent::kEnded}};
  for (const auto& [what, expected] : cases) {
    event.what.what = what;
    v1::TransactionEvent message;
    write(event, message);
    EXPECT_EQ(message.event_case(), expected);
    EXPECT_EQ(message.transaction_id(), "t");
    EXPECT_EQ(message.time().seconds(), 1790000000);
    EXPECT_EQ(message.progress(), 0.25);
    EXPECT_EQ(message.remaining().nanos(), 40000000);
  }
}

}  // namespace
}  // namespace visiond::rpc
