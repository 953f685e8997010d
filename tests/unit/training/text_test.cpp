#include "services/training/text.hpp"

#include "daemon/settings/json_text.hpp"

#include <gtest/gtest.h>

namespace visiond::training {
namespace {

namespace json = boost::json;

Report report() {
  Report report;
  report.accuracy = 0.75;
  report.classes = {{"cat", 10, 3, 2.0 / 3}, {"dog", 4, 1, 1}};
  report.confusion = {{2, 1}, {0, 1}};
  report.feature = "hog of 64x64";
  report.method = "svm";
  report.seed = 7;
  return report;
}

std::string text_with(const std::function<void(json::object&)>& change) {
  auto text = write(report());
  change(text);
  return settings::write_json(text);
}

TEST(ReportText, reads_what_it_wrote) {
  const auto read = read_report(settings::write_json(write(report()))).value();
  EXPECT_EQ(read.accuracy, 0.75);
  EXPECT_EQ(read.confusion, report().confusion);
  ASSERT_EQ(read.classes.size(), 2U);
  EXPECT_EQ(read.classes[0].label, "cat");
  EXPECT_EQ(read.classes[0].trained, 10U);
  EXPECT_EQ(read.classes[0].recall, 2.0 / 3);
  EXPECT_EQ(read.seed, 7U);
}

TEST(ReportText, takes_nothing_for_granted) {
  const auto refused = [](const std::function<void(json::object&)>& change) {
    const auto read = read_report(text_with(change));
    return read ? "" : read.error().path;
  };
  EXPECT_EQ(refused([](auto& text) { text["accuracy"] = 1.5; }), "accuracy");
  EXPECT_EQ(refused([](auto& text) { text["accuracy"] = "high"; }), "accuracy");
  EXPECT_EQ(refused([](auto& text) { text.erase("method"); }), "method");
  EXPECT_EQ(refused([](auto& text) { text["confusion"].as_array().pop_back(); }), "confusion");
  EXPECT_EQ(refused([](auto& text) { text["confusion"].as_array()[0].as_array().push_back(1); }), "confusion");
  EXPECT_EQ(refused([](auto& text) { text["confusion"].as_array()[0].as_array()[0] = -1; }), "confusion");
  EXPECT_EQ(refused([](auto& text) { text["confusion"].as_array()[0].as_array()[0] = 0.5; }), "confusion");
  EXPECT_EQ(refused([](auto& text) { text["classes"] = json::array(300); }), "classes");
  EXPECT_EQ(refused([](auto& text) { text["classes"].as_array()[0] = 1; }), "classes");
  EXPECT_FALSE(read_report("[]"));
  EXPECT_FALSE(read_report("{"));
}

TEST(RunText, reads_what_it_wrote) {
  training::Run run;
  run.state = RunState::succeeded;
  run.message = "done";
  run.progress = 1;
  run.started = base::WallTime(std::chrono::seconds(5));
  run.ended = base::WallTime(std::chrono::seconds(9));
  run.paused = std::chrono::milliseconds(1500);
  run.model = "trained@2";
  run.report = report();
  run.promoted_by = "t-1";
  const auto read = read_run(write(run)).value();
  EXPECT_EQ(read.state, RunState::succeeded);
  EXPECT_EQ(read.ended, run.ended);
  EXPECT_EQ(read.paused, run.paused);
  EXPECT_EQ(read.model, "trained@2");
  EXPECT_EQ(read.report.value().confusion, report().confusion);
  EXPECT_EQ(read.promoted_by, "t-1");
  EXPECT_FALSE(read_run(R"({"state":"asleep"})"));
}

}  // namespace
}  // namespace visiond::training
