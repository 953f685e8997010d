#include "client/cli/render_transaction.hpp"

#include "tests/unit/client/messages.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace visiond::cli {
namespace {

using testing::read;

std::string render(const v1::Transaction& transaction, bool colour = false) {
  std::ostringstream out;
  render_transaction(out, transaction, Style(colour));
  return out.str();
}

TEST(RenderTransaction, shows_what_a_commit_changed_and_took) {
  const auto transaction = read<v1::Transaction>(R"({
    "transactionId": "t-1", "requestId": "r-1", "state": "STATE_COMMITTED", "changed": true, "revision": "12",
    "firstFrameSequence": "812", "createTime": "2026-02-03T04:05:06Z", "endTime": "2026-02-03T04:05:06.0031Z",
    "author": "pat", "comment": "wider",
    "changes": [{"path": "camera.width", "oldValue": 0, "newValue": 1920, "updateKind": "UPDATE_KIND_RESTART"},
                {"path": "detection.zones.door", "oldValue": null, "newValue": [[0, 0], [0.5, 1]],
                 "updateKind": "UPDATE_KIND_HOT_RELOAD"}],
    "waves": [{"operations": [{"section": "camera", "updateKind": "UPDATE_KIND_RESTART", "outcome": "OUTCOME_DONE",
                               "duration": "0.120s", "downtime": "0.080s"}]},
              {"operations": [{"section": "detection", "updateKind": "UPDATE_KIND_HOT_RELOAD",
                               "outcome": "OUTCOME_DONE", "duration": "0.000042s"}]}],
    "phases": [{"name": "NAME_STAGE", "duration": "0.000010s"}, {"name": "NAME_COMMIT", "duration": "0.0002s"}],
    "adjustments": [{"path": "camera.width", "requested": 1921, "effective": 1920}]})");
  EXPECT_EQ(render(transaction),
            "COMMITTED revision 12 in 3.1 ms, first frame 812\n"
            "  transaction t-1\n"
            "  request     r-1\n"
            "  asked for   2026-02-03T04:05:06Z\n"
            "  by          pat\n"
            "  comment     wider\n"
            "\nchanges\n"
            "  PATH                  OLD     NEW              KIND\n"
            "  camera.width          0    →  1920             RESTART\n"
            "  detection.zones.door  –    →  [[0,0],[0.5,1]]  HOT_RELOAD\n"
            "\nwaves\n"
            "  WAVE  SECTION    KIND        OUTCOME  DURATION  DOWNTIME  ERROR\n"
            "     1  camera     RESTART     DONE       120 ms     80 ms\n"
            "     2  detection  HOT_RELOAD  DONE        42 µs\n"
            "\nphases\n"
            "  PHASE   DURATION\n"
            "  STAGE      10 µs\n"
            "  COMMIT    200 µs\n"
            "\nadjustments\n"
            "  camera.width: asked for 1921, settled for 1920\n");
}

TEST(RenderTransaction, names_the_operation_that_failed) {
  const auto transaction = read<v1::Transaction>(R"({
    "transactionId": "t-2", "state": "STATE_ROLLED_BACK", "revision": "11", "truncated": true,
    "waves": [{"operations": [{"section": "camera", "updateKind": "UPDATE_KIND_RESTART", "outcome": "OUTCOME_FAILED",
                               "duration": "1.5s", "errorReason": "TIMED_OUT", "errorMessage": "no frame came"}]},
              {"operations": [{"section": "ui", "updateKind": "UPDATE_KIND_IMMEDIATE", "outcome": "OUTCOME_NOT_RUN",
                               "duration": "0s"}]}]})");
  EXPECT_EQ(render(transaction),
            "ROLLED_BACK, revision 11 is running\n"
            "  transaction t-2\n"
            "\nwaves\n"
            "  WAVE  SECTION  KIND       OUTCOME  DURATION  DOWNTIME  ERROR\n"
            "     1  camera   RESTART    FAILED     1.50 s            TIMED_OUT: no frame came\n"
            "     2  ui       IMMEDIATE  NOT_RUN\n"
            "\nThis report is shortened; visionctl transaction t-2 shows all\n");
}

TEST(RenderTransaction, shows_predictions_of_what_has_not_run) {
  const auto transaction = read<v1::Transaction>(R"({
    "transactionId": "t-3", "state": "STATE_VALIDATED", "changed": true, "revision": "11",
    "phases": [{"name": "NAME_PLAN", "duration": "0.002s"}],
    "waves": [{"operations": [{"section": "camera", "updateKind": "UPDATE_KIND_RESTART", "outcome": "OUTCOME_PENDING",
                               "predictedDuration": "0.5s", "predictedDowntime": "0.1s"}]}],
    "unverified": ["camera: switch-over"]})");
  EXPECT_EQ(render(transaction),
            "VALIDATED against revision 11 in 2.0 ms, nothing was changed\n"
            "  transaction t-3\n"
            "\nwaves\n"
            "  WAVE  SECTION  KIND     OUTCOME  DURATION  DOWNTIME  ERROR\n"
            "     1  camera   RESTART  PENDING   ~500 ms   ~100 ms\n"
            "\nphases\n"
            "  PHASE  DURATION\n"
            "  PLAN     2.0 ms\n"
            "\nnot verified without a switch-over\n"
            "  camera: switch-over\n");
}

TEST(RenderTransaction, says_how_a_refusal_left_things) {
  EXPECT_EQ(render(read<v1::Transaction>(R"({"transactionId": "t-4", "state": "STATE_REJECTED", "revision": "11",
      "phases": [{"name": "NAME_STAGE", "duration": "0.002s"}]})")),
            "REJECTED after 2.0 ms, revision 11 is running\n"
            "  transaction t-4\n");
}

TEST(RenderTransaction, says_when_nothing_differed) {
  const auto transaction =
      read<v1::Transaction>(R"({"transactionId": "t", "state": "STATE_COMMITTED", "revision": "11"})");
  EXPECT_EQ(headline(transaction, Style(false)), "COMMITTED revision 11, it already held these settings");
}

TEST(RenderTransaction, colours_the_state_by_its_meaning) {
  v1::Transaction transaction;
  transaction.set_state(v1::Transaction::STATE_COMMITTED);
  EXPECT_TRUE(headline(transaction, Style(true)).starts_with("\x1b[32mCOMMITTED\x1b[0m"));
  transaction.set_state(v1::Transaction::STATE_REJECTED);
  EXPECT_TRUE(headline(transaction, Style(true)).starts_with("\x1b[31mREJECTED\x1b[0m"));
}

TEST(RenderTransaction, keeps_a_comment_from_steering_the_terminal) {
  v1::Transaction transaction;
  transaction.set_comment("a\x1b]0;title\x07");
  EXPECT_EQ(render(transaction).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace visiond::cli
