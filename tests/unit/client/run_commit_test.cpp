// What set tells about a change that was made, refused or taken back, and the exit code it ends with.
#include "client/lib/value.hpp"
#include "daemon/settings/validation.hpp"
#include "tests/unit/client/messages.hpp"
#include "tests/unit/client/run_support.hpp"
#include "tests/unit/settings/sample_schema.hpp"

namespace visiond::testing {
namespace {

using grpc::StatusCode;

class RunCommit : public RunTest {
 protected:
  void answer_with(const std::string& transaction) {
    fake.apply = [transaction](const auto&, auto& answer) {
      answer = read<v1::Transaction>(transaction);
      return grpc::Status::OK;
    };
  }
  void fail_with(StatusCode code, const std::string& reason, const std::string& message,
                 const v1::Transaction& report = {}) {
    fake.apply = [=](const auto&, auto&) { return failure(code, reason, message, report); };
  }
  Outcome set(std::vector<std::string> arguments = {"camera.width=640"}) const {
    arguments.insert(arguments.begin(), "set");
    return run(arguments);
  }
};

constexpr const char* committed = R"({"transactionId": "t-1", "state": "STATE_COMMITTED", "changed": true,
    "revision": "13", "firstFrameSequence": "812", "createTime": "2026-02-03T04:05:06Z",
    "endTime": "2026-02-03T04:05:06.203Z",
    "waves": [{"operations": [{"section": "camera", "updateKind": "UPDATE_KIND_RESTART", "outcome": "OUTCOME_DONE",
                               "duration": "0.2s", "downtime": "0.08s"}]}]})";

TEST_F(RunCommit, shows_revision_waves_timings_and_downtime) {
  answer_with(committed);
  const auto outcome = set();
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out,
            "COMMITTED revision 13 in 203 ms, first frame 812\n"
            "  transaction t-1\n"
            "  asked for   2026-02-03T04:05:06Z\n"
            "\nwaves\n"
            "  WAVE  SECTION  KIND     OUTCOME  DURATION  DOWNTIME  ERROR\n"
            "     1  camera   RESTART  DONE       200 ms     80 ms\n");
  EXPECT_EQ(outcome.err, "");
}

TEST_F(RunCommit, prints_the_transaction_as_one_line_of_json) {
  answer_with(committed);
  const auto outcome = set({"camera.width=640", "-o", "json"});
  EXPECT_EQ(lines_of(outcome.out).size(), 1u);
  EXPECT_EQ(read<v1::Transaction>(outcome.out).revision(), 13u);
  EXPECT_NE(outcome.out.find(R"("truncated":false)"), std::string::npos) << "primitive fields are always printed";
  EXPECT_NE(outcome.out.find(R"("firstFrameSequence":"812")"), std::string::npos);
}

TEST_F(RunCommit, ends_with_10_where_a_part_was_left_out) {
  answer_with(R"({"state": "STATE_PARTIALLY_COMMITTED", "changed": true, "revision": "13",
      "sections": [{"section": "camera", "code": 10, "message": "no frame came"}]})");
  const auto outcome = set();
  EXPECT_EQ(outcome.code, 10);
  EXPECT_NE(outcome.out.find("camera     10  no frame came"), std::string::npos) << outcome.out;
}

// The daemon's own judgement, of the patch that arrives.
TEST_F(RunCommit, names_every_wrong_setting_in_one_answer) {
  fake.apply = [](const auto& request, auto&) {
    const auto checked = settings::check_patch(settings::sample_schema(), client::to_json(request.patch()));
    v1::Transaction report;
    report.set_state(v1::Transaction::STATE_REJECTED);
    for (const auto& each : checked.violations) {
      auto* violation = report.add_violations();
      violation->set_path(each.path);
      violation->set_reason(std::string(base::to_string(each.code)));
      violation->set_message(each.message);
    }
    const auto& first = report.violations(0);
    return failure(StatusCode::INVALID_ARGUMENT, "INVALID_SETTING", first.path() + ": " + first.message(), report);
  };
  const auto outcome = set({"detection.confidence=7", "camera.widht=3"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(
      outcome.err.starts_with("visionctl: 2 settings are wrong (INVALID_SETTING)\n"
                              "  camera.widht: there is no such setting; did you mean camera.width?\n"
                              "  detection.confidence: 7 is out of range; it must be "))
      << outcome.err;
}

TEST_F(RunCommit, says_a_single_mistake_once) {
  auto report = read<v1::Transaction>(R"({"transactionId": "t-1", "violations": [
      {"path": "camera.width", "message": "7 is out of range"}]})");
  fake.apply = [&](const auto&, auto&) {
    return failure(StatusCode::INVALID_ARGUMENT, "INVALID_SETTING", "camera.width: 7 is out of range", report,
                   {{"path", "camera.width"}});
  };
  EXPECT_EQ(set().err, "visionctl: camera.width: 7 is out of range (INVALID_SETTING)\n");
}

TEST_F(RunCommit, names_the_path_that_the_message_leaves_out) {
  fake.apply = [&](const auto&, auto&) {
    return failure(StatusCode::FAILED_PRECONDITION, "SECTION_BUSY", "it has not returned yet", {},
                   {{"path", "camera"}});
  };
  EXPECT_EQ(set().err, "visionctl: camera: it has not returned yet (SECTION_BUSY)\n");
}

TEST_F(RunCommit, tells_where_mistakes_that_were_left_out_stand) {
  auto report = read<v1::Transaction>(R"({"transactionId": "t-1", "violations": [{"path": "a.b", "message": "bad"},
                                                                                 {"path": "a.c", "message": "bad"}]})");
  fake.apply = [&](const auto&, auto&) {
    return failure(StatusCode::INVALID_ARGUMENT, "INVALID_SETTING", "a.b: bad; and 9 more", report,
                   {{"violations_left_out", "8"}});
  };
  EXPECT_EQ(set().err,
            "visionctl: 10 settings are wrong (INVALID_SETTING)\n  a.b: bad\n  a.c: bad\n"
            "  and 8 more, visionctl transaction t-1 shows all\n");
}

TEST_F(RunCommit, tells_what_may_have_become_of_a_change_that_was_interrupted) {
  std::stop_source stop;
  fake.apply = [&](const auto&, auto&) {
    stop.request_stop();
    fake.until_stopped();
    return grpc::Status::OK;
  };
  Output out;
  std::string err;
  EXPECT_EQ(visionctl(with_address({"set", "camera.width=640"}), out, {.stop = stop.get_token()}, &err), 1);
  EXPECT_NE(err.find("If the change arrived, visionctl transaction "), std::string::npos) << err;
}

v1::Transaction rolled_back() {
  return read<v1::Transaction>(R"({"transactionId": "t-9", "state": "STATE_ROLLED_BACK", "revision": "12",
      "changes": [{"path": "camera.source", "oldValue": "synthetic:", "newValue": "file:/no/such.avi",
                   "updateKind": "UPDATE_KIND_RESTART"}],
      "waves": [{"operations": [{"section": "camera", "updateKind": "UPDATE_KIND_RESTART",
                                 "outcome": "OUTCOME_FAILED", "duration": "0.004s", "errorReason": "ROLLED_BACK",
                                 "errorMessage": "file:/no/such.avi: there is no such file"}]},
                {"operations": [{"section": "detection", "updateKind": "UPDATE_KIND_HOT_RELOAD",
                                 "outcome": "OUTCOME_NOT_RUN"}]}]})");
}

TEST_F(RunCommit, tells_what_failed_and_that_nothing_changed) {
  fail_with(StatusCode::ABORTED, "ROLLED_BACK", "camera.source: file:/no/such.avi: there is no such file",
            rolled_back());
  const auto outcome = set({"camera.source=file:/no/such.avi", "detection.confidence=0.1"});
  EXPECT_EQ(outcome.code, 5);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err,
            "visionctl: camera.source: file:/no/such.avi: there is no such file (ROLLED_BACK)\n"
            "ROLLED_BACK, revision 12 is running\n"
            "  transaction t-9\n"
            "\nchanges asked for\n"
            "  PATH           OLD              NEW                  KIND\n"
            "  camera.source  \"synthetic:\"  →  \"file:/no/such.avi\"  RESTART\n"
            "\nwaves\n"
            "  WAVE  SECTION    KIND        OUTCOME  DURATION  DOWNTIME  ERROR\n"
            "     1  camera     RESTART     FAILED     4.0 ms            ROLLED_BACK: file:/no/such.avi: there is no "
            "such file\n"
            "     2  detection  HOT_RELOAD  NOT_RUN\n");
}

TEST_F(RunCommit, prints_a_failed_transactions_report_as_json_with_its_error) {
  auto report = rolled_back();
  auto* violation = report.add_violations();
  violation->set_path("camera.source");
  violation->set_message("there is no such file");
  fail_with(StatusCode::ABORTED, "ROLLED_BACK", "it failed", report);
  const auto outcome = set({"camera.source=file:/no/such.avi", "-o", "json"});
  EXPECT_EQ(outcome.code, 5);
  ASSERT_EQ(lines_of(outcome.out).size(), 1u);
  const auto printed = settings::read_json(outcome.out)->as_object();
  EXPECT_EQ(printed.at("state").as_string(), "STATE_ROLLED_BACK");
  EXPECT_EQ(printed.at("error").at("code").as_string(), "ABORTED");
  EXPECT_EQ(printed.at("error").at("reason").as_string(), "ROLLED_BACK");
  EXPECT_EQ(printed.at("error").at("violations").at(0).at("path").as_string(), "camera.source");
}

TEST_F(RunCommit, ends_with_the_contracts_code_of_each_failure) {
  const std::vector<std::tuple<StatusCode, std::string, int>> failures = {
      {StatusCode::ABORTED, "REVISION_CONFLICT", 4},
      {StatusCode::ABORTED, "VALUE_CONFLICT", 4},
      {StatusCode::FAILED_PRECONDITION, "SECTION_BUSY", 6},
      {StatusCode::FAILED_PRECONDITION, "DISRUPTION_EXCEEDED", 6},
      {StatusCode::RESOURCE_EXHAUSTED, "QUEUE_FULL", 6},
      {StatusCode::UNAVAILABLE, "DRAINING", 7},
      {StatusCode::PERMISSION_DENIED, "", 8},
      {StatusCode::INTERNAL, "ROLLBACK_INCOMPLETE", 9},
      {StatusCode::UNIMPLEMENTED, "UNSUPPORTED", 1},
  };
  for (const auto& [status, reason, code] : failures) {
    fail_with(status, reason, "it was refused");
    const auto outcome = set();
    EXPECT_EQ(outcome.code, code) << reason;
    EXPECT_NE(outcome.err.find("it was refused"), std::string::npos) << reason;
  }
}

TEST_F(RunCommit, tells_how_to_learn_what_became_of_a_change_that_timed_out) {
  fake.apply = [this](const auto&, auto&) {
    fake.until_stopped();
    return grpc::Status::OK;
  };
  const std::string id = "123e4567-e89b-42d3-a456-426614174000";
  const auto outcome = set({"camera.width=640", "--timeout", "500ms", "--request-id", id});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("visionctl transaction " + id), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("--request-id " + id), std::string::npos);
  const auto dry = set({"camera.width=640", "--timeout", "500ms", "--dry-run"});
  EXPECT_EQ(dry.code, 1);
  EXPECT_EQ(dry.err.find("visionctl transaction"), std::string::npos) << "a dry run changes nothing";
}

TEST_F(RunCommit, says_when_nobody_is_there) {
  fake.stop();
  const auto outcome = set({"camera.width=640", "-o", "json"});
  EXPECT_EQ(outcome.code, 7);
  EXPECT_TRUE(outcome.err.starts_with("visionctl: No visiond answers at " + fake.address() + "; ")) << outcome.err;
  EXPECT_NE(outcome.out.find(R"({"error":{"code":"UNAVAILABLE")"), std::string::npos) << outcome.out;
}

using RunTransaction = RunTest;

TEST_F(RunTransaction, finds_a_transaction_by_its_id_or_its_requests) {
  const std::string by_id = "123e4567-e89b-42d3-a456-426614174000";
  const std::string by_request = "123e4567-e89b-42d3-a456-426614174001";
  fake.transaction = [&](const v1::GetTransactionRequest& request, v1::Transaction& answer) {
    if (request.transaction_id() != by_id && request.request_id() != by_request)
      return failure(StatusCode::NOT_FOUND, "NO_SUCH_TRANSACTION", "no such transaction is kept");
    answer = rolled_back();
    return grpc::Status::OK;
  };
  for (const auto& id : {by_id, by_request}) {
    const auto outcome = run({"transaction", id});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_TRUE(outcome.out.starts_with("ROLLED_BACK, revision 12 is running\n")) << outcome.out;
    EXPECT_EQ(read<v1::Transaction>(run({"transaction", id, "-o", "json"}).out).transaction_id(), "t-9");
  }
  const auto missing = run({"transaction", "123e4567-e89b-42d3-a456-426614174002"});
  EXPECT_EQ(missing.code, 1);
  EXPECT_EQ(missing.err, "visionctl: no such transaction is kept (NO_SUCH_TRANSACTION)\n");
  EXPECT_EQ(run({"transaction", "t-9"}).code, 2);
}

}  // namespace
}  // namespace visiond::testing
