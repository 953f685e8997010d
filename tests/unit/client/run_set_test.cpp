// set, unset, apply: the request they send.
#include "client/lib/value.hpp"
#include "tests/unit/client/run_support.hpp"

namespace visiond::testing {
namespace {

// Every change commits as revision 13; what was asked for is kept.
class RunSet : public RunTest {
 protected:
  RunSet() {
    fake.apply = [this](const auto& request, auto& answer) {
      asked = request;
      answer.set_state(v1::Transaction::STATE_COMMITTED);
      answer.set_changed(true);
      answer.set_revision(13);
      return grpc::Status::OK;
    };
  }
  std::string patch() const { return settings::write_json(client::to_json(asked.patch())); }
  std::string expected() const { return settings::write_json(client::to_json(asked.expected_values())); }

  v1::ApplyTransactionRequest asked;
};

using RunApply = RunSet;

TEST_F(RunSet, reads_values_by_their_settings_types) {
  EXPECT_EQ(run({"set", "camera.source=4", "camera.width=1920", "detection.labels=car,bus",
                 R"(detection.class_confidence["traffic light"]=0.5)"})
                .code,
            0);
  EXPECT_EQ(
      patch(),
      R"({"camera":{"source":"4","width":1920},"detection":{"class_confidence":{"traffic light":0.5},"labels":["car","bus"]}})");
}

TEST_F(RunSet, reads_a_value_from_a_file_or_the_input) {
  const auto file = fake.write_file("source.txt", "images:/pictures\n");
  EXPECT_EQ(run({"set", "camera.source=@" + file, "camera.width=@-"}, "640\n").code, 0);
  EXPECT_EQ(patch(), R"({"camera":{"source":"images:/pictures","width":640}})");
}

TEST_F(RunSet, names_every_argument_that_cannot_be_read_before_it_asks_anything) {
  const auto outcome = run({"set", "camera.source=@/nonexistent", "camera.width", "--expect", "ui.theme=dark"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err,
            "visionctl: The file /nonexistent cannot be read: No such file or directory\n"
            "visionctl: \"camera.width\" is not PATH=VALUE, write for example camera.width=1920\n");
  EXPECT_EQ(fake.calls, 0);
}

TEST_F(RunSet, makes_a_request_id_so_that_a_retry_is_safe) {
  run({"set", "camera.width=640"});
  const auto first = asked.request_id();
  EXPECT_EQ(first.size(), 36u);
  run({"set", "camera.width=640"});
  EXPECT_NE(asked.request_id(), first);
}

TEST_F(RunSet, passes_every_option_on) {
  const std::string id = "123e4567-e89b-42d3-a456-426614174000";
  EXPECT_EQ(run({"set",
                 "--dry-run=rehearse",
                 "camera.width=640",
                 "--expect-revision",
                 "12",
                 "--expect",
                 "camera.source=7",
                 "--expect",
                 "detection.confidence=0.5",
                 "--request-id",
                 id,
                 "--confirm-timeout",
                 "30s",
                 "--comment",
                 "[narrower]",
                 "--max-kind",
                 "HOT_RELOAD",
                 "--max-downtime",
                 "100ms",
                 "--reject-adjustments",
                 "--best-effort"})
                .code,
            0);
  EXPECT_TRUE(asked.validate_only());
  EXPECT_EQ(asked.validate_depth(), v1::VALIDATE_DEPTH_REHEARSE);
  EXPECT_EQ(asked.expected_revision(), 12u);
  EXPECT_EQ(expected(), R"({"camera":{"source":"7"},"detection":{"confidence":0.5}})");
  EXPECT_EQ(asked.request_id(), id);
  EXPECT_EQ(asked.confirm_timeout().seconds(), 30);
  EXPECT_EQ(asked.comment(), "[narrower]");
  EXPECT_EQ(asked.max_update_kind(), v1::UPDATE_KIND_HOT_RELOAD);
  EXPECT_EQ(asked.max_downtime().nanos(), 100'000'000);
  EXPECT_EQ(asked.adjustment_policy(), v1::ADJUSTMENT_POLICY_REJECT);
  EXPECT_EQ(asked.mode(), v1::MODE_BEST_EFFORT);
}

TEST_F(RunSet, leaves_what_was_not_asked_for_to_the_daemon) {
  run({"set", "camera.width=640"});
  v1::ApplyTransactionRequest plain;
  plain.set_request_id(asked.request_id());
  *plain.mutable_patch() = asked.patch();
  EXPECT_EQ(plain.SerializeAsString().size(), asked.SerializeAsString().size()) << asked.ShortDebugString();
}

TEST_F(RunSet, dry_runs_to_the_plan_unless_told_otherwise) {
  for (const char* option : {"--dry-run", "--dry-run=plan"}) {
    run({"set", option, "camera.width=640"});
    EXPECT_TRUE(asked.validate_only()) << option;
    EXPECT_NE(asked.validate_depth(), v1::VALIDATE_DEPTH_REHEARSE) << option;
    EXPECT_EQ(patch(), R"({"camera":{"width":640}})") << option;
  }
}

TEST_F(RunSet, refuses_options_it_cannot_read) {
  const std::vector<std::vector<std::string>> wrong = {
      {"--dry-run=all"},           {"--expect-revision", "-5"},
      {"--expect-revision", "0"},  {"--expect", "ui.theme"},
      {"--request-id", "retry-1"}, {"--max-downtime", "100"},
      {"--max-kind", "any"},       {"--confirm-timeout", "soon"},
      {"--no-such-option"},        {"--expect-revision", "twelve"},
      {"--timeout", "5"},
  };
  for (auto options : wrong) {
    options.insert(options.begin(), {"set", "camera.width=640"});
    const auto outcome = run(options);
    EXPECT_EQ(outcome.code, 2) << options[2];
    EXPECT_NE(outcome.err, "") << options[2];
  }
  EXPECT_EQ(fake.calls, 0);
}

TEST_F(RunSet, needs_something_to_set) { EXPECT_EQ(run({"set"}).code, 2); }

TEST_F(RunSet, unsets_settings_map_keys_and_sections) {
  EXPECT_EQ(run({"unset", "camera.width", R"(detection.class_confidence["traffic light"])", "ui"}).code, 0);
  EXPECT_EQ(patch(), R"({"camera":{"width":null},"detection":{"class_confidence":{"traffic light":null}},"ui":null})");
  EXPECT_EQ(fake.calls, 1) << "no type is needed";
}

TEST_F(RunSet, unset_takes_conditions_too) {
  run({"unset", "camera.width", "--expect", "camera.source=4", "--comment", "back"});
  EXPECT_EQ(expected(), R"({"camera":{"source":"4"}})");
  EXPECT_EQ(asked.comment(), "back");
}

TEST_F(RunApply, sends_a_file_with_comments) {
  const auto file =
      fake.write_file("patch.json", "{\n  // wider\n  \"camera\": {\"width\": 1920, \"source\": null}\n}\n");
  EXPECT_EQ(run({"apply", file}).code, 0);
  EXPECT_EQ(patch(), R"({"camera":{"source":null,"width":1920}})");
  EXPECT_FALSE(asked.replace());
  EXPECT_EQ(fake.calls, 1);
}

TEST_F(RunApply, reads_the_input_and_replaces) {
  EXPECT_EQ(run({"apply", "-", "--replace", "--expect", "camera.width=1920"}, "{}").code, 0);
  EXPECT_TRUE(asked.has_patch());
  EXPECT_EQ(patch(), "{}");
  EXPECT_TRUE(asked.replace());
  EXPECT_EQ(expected(), R"({"camera":{"width":1920}})");
}

TEST_F(RunApply, refuses_what_is_no_json_object_and_says_where) {
  const auto file = fake.write_file("patch.json", "{\n  \"camera\": {\"width\" 1920}\n}\n");
  const auto outcome = run({"apply", file});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.err.find(file + ":2:"), std::string::npos) << outcome.err;
  EXPECT_EQ(run({"apply", "-"}, "[1]").err,
            "visionctl: standard input must hold a JSON object, as in {\"camera\": {\"width\": 1920}}\n");
  EXPECT_EQ(run({"apply", "/nonexistent.json"}).err,
            "visionctl: The file /nonexistent.json cannot be read: No such file or directory\n");
  EXPECT_EQ(fake.calls, 0);
}

}  // namespace
}  // namespace visiond::testing
