// get, show, history, describe: what reads the settings.
#include "tests/unit/client/messages.hpp"
#include "tests/unit/client/run_support.hpp"

namespace visiond::testing {
namespace {

using RunGet = RunTest;
using RunHistory = RunTest;
using RunDescribe = RunTest;

TEST_F(RunGet, shows_every_setting_in_a_table) {
  const auto outcome = run({"get"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_TRUE(
      outcome.out.starts_with("SETTING                     VALUE                  NOTE\n"
                              "camera.width                1920                   set, default 0, in effect"))
      << outcome.out;
  EXPECT_EQ(outcome.err, "");
}

TEST_F(RunGet, prints_the_bare_value_as_json) {
  EXPECT_EQ(run({"get", "camera.width", "-o", "json"}).out, "1920\n");
  EXPECT_EQ(run({"get", "camera.source", "-o", "json"}).out, "\"synthetic:\"\n");
  EXPECT_EQ(run({"get", "detection.confidence", "-o", "json"}).out, "0.5\n");
  EXPECT_EQ(run({"get", "detection.labels", "-o", "json"}).out, "[]\n");
  EXPECT_EQ(run({"get", R"(detection.class_confidence["traffic light"])", "-o", "json"}).out, "0.7\n");
}

TEST_F(RunGet, prints_a_section_as_a_json_object) {
  EXPECT_EQ(lines_of(run({"get", "camera", "-o", "json"}).out).size(), 1u);
  EXPECT_EQ(read<google::protobuf::Struct>(run({"get", "camera", "-o", "json"}).out).fields_size(), 2);
}

TEST_F(RunGet, prints_the_whole_revision_as_json_with_primitive_fields) {
  const auto outcome = run({"get", "-o", "json"});
  EXPECT_EQ(lines_of(outcome.out).size(), 1u);
  EXPECT_EQ(read<v1::Revision>(outcome.out).revision(), 12u);
  EXPECT_NE(outcome.out.find(R"("transactionId":"0c52d1a7)"), std::string::npos);
  fake.revision.clear_comment();
  EXPECT_NE(run({"get", "-o", "json"}).out.find(R"("comment":"")"), std::string::npos);
}

TEST_F(RunGet, refuses_a_path_that_names_nothing) {
  const auto outcome = run({"get", "camera.widht"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "visionctl: There is no setting camera.widht, did you mean camera.width? (UNKNOWN_SETTING)\n");
}

TEST_F(RunGet, says_a_failure_as_json_too) {
  const auto outcome = run({"get", "nonsense", "-o", "json"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.out.find(R"("reason":"UNKNOWN_SETTING")"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.err.find("visionctl describe lists them"), std::string::npos);
}

TEST_F(RunGet, refuses_what_is_no_path) {
  EXPECT_EQ(run({"get", "camera..width"}).code, 2);
  EXPECT_EQ(fake.calls, 0);
}

TEST_F(RunHistory, shows_one_revision) {
  fake.settings = [this](const auto& request, auto& answer) {
    if (request.revision() != 12)
      return failure(grpc::StatusCode::NOT_FOUND, "NO_SUCH_REVISION", "revision 99 is not kept");
    answer = fake.revision;
    return grpc::Status::OK;
  };
  EXPECT_TRUE(run({"show", "12"}).out.starts_with("revision 12\n  made        2026-02-03T04:05:06Z\n"));
  EXPECT_EQ(read<v1::Revision>(run({"show", "12", "-o", "json"}).out).author(), "pat");
  const auto missing = run({"show", "99"});
  EXPECT_EQ(missing.code, 1);
  EXPECT_EQ(missing.err, "visionctl: revision 99 is not kept (NO_SUCH_REVISION)\n");
}

TEST_F(RunHistory, refuses_what_is_no_revision) {
  for (const char* revision : {"-1", "abc", "1.5", "", "0x10", "99999999999999999999"})
    EXPECT_EQ(run({"show", "--", revision}).code, 2) << revision;
  EXPECT_EQ(fake.calls, 0);
}

TEST_F(RunHistory, pages_until_there_are_enough) {
  std::vector<int> sizes;
  fake.revisions = [&sizes](const auto& request, auto& answer) {
    sizes.push_back(request.page_size());
    const auto first = request.page_token().empty() ? 2000 : std::stoi(request.page_token()) - 1;
    for (int i = 0; i < request.page_size(); ++i)
      answer.add_revisions()->set_revision(static_cast<std::uint64_t>(first - i));
    answer.set_next_page_token(std::to_string(first - request.page_size() + 1));
    return grpc::Status::OK;
  };
  const auto outcome = run({"history", "-n", "1200", "-o", "json"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(sizes, (std::vector<int>{1000, 200}));
  const auto history = read<v1::ListRevisionsResponse>(outcome.out);
  ASSERT_EQ(history.revisions_size(), 1200);
  EXPECT_EQ(history.revisions(1199).revision(), 801u);
}

TEST_F(RunHistory, ends_where_the_history_does) {
  fake.revisions = [](const auto&, auto& answer) {
    answer.add_revisions()->set_revision(1);
    return grpc::Status::OK;
  };
  EXPECT_EQ(lines_of(run({"history"}).out).size(), 2u);
  EXPECT_EQ(run({"history", "--count", "0"}).code, 2);
}

TEST_F(RunDescribe, shows_all_a_section_or_a_setting) {
  EXPECT_NE(run({"describe"}).out.find("detection: What is found"), std::string::npos);
  EXPECT_EQ(run({"describe", "camera"}).out.find("detection"), std::string::npos);
  EXPECT_TRUE(run({"describe", "camera.width"}).out.starts_with("camera.width\n  description  Width of the frames\n"));
}

TEST_F(RunDescribe, prints_json) {
  EXPECT_EQ(read<v1::SettingsSchema>(run({"describe", "-o", "json"}).out).sections_size(), 2);
  EXPECT_EQ(read<v1::SettingsSchema::Section>(run({"describe", "camera", "-o", "json"}).out).settings_size(), 2);
  EXPECT_EQ(read<v1::SettingsSchema::Setting>(run({"describe", "camera.width", "-o", "json"}).out).unit(), "px");
}

TEST_F(RunDescribe, prints_the_json_schema_or_a_part_of_it) {
  EXPECT_TRUE(run({"describe", "--json-schema"}).out.starts_with(R"({"type":"object","properties":)"));
  EXPECT_EQ(run({"describe", "camera.width", "--json-schema"}).out, "{\"type\":\"integer\"}\n");
  EXPECT_EQ(run({"describe", "detection", "--json-schema"}).code, 1) << "the fake's JSON Schema knows camera only";
}

TEST_F(RunDescribe, lists_paths_for_completion) {
  EXPECT_EQ(run({"describe", "--paths"}).out,
            "camera\ncamera.width\ncamera.source\ndetection\ndetection.confidence\ndetection.labels\n"
            "detection.class_confidence\n");
}

TEST_F(RunDescribe, refuses_a_path_that_names_nothing) {
  const auto outcome = run({"describe", "detection.confidense"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.err.find("did you mean detection.confidence?"), std::string::npos);
}

}  // namespace
}  // namespace visiond::testing
