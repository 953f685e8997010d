// From real pictures to a classifier in the running pipeline and back, all by visionctl; and what becomes of a run
// whose process, or whose daemon, is killed.
#include "tests/e2e/process_world.hpp"
#include "tests/support/digits.hpp"
#include "tests/support/waiting.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

namespace visiond {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using testing::Finished;

#if defined(__SANITIZE_ADDRESS__)
constexpr int of_each = 60;
#else
constexpr int of_each = 200;
#endif

constexpr int few = 40;

constexpr const char* settings = R"({"camera":{"width":320,"height":240},
    "training":{"feature_width":32,"feature_height":32,"min_accuracy":0.9,"nice":5,"epochs":1000,"latency_target_ms":0}})";

// "T" for one that stands still, "Z" for one that nobody has waited for; empty where there is none.
std::string state_of(pid_t process, pid_t* parent = nullptr) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string id, name, state;
  pid_t of = 0;
  if (!(file >> id >> name >> state >> of)) return {};
  if (parent != nullptr) *parent = of;
  return state;
}

pid_t child_of(pid_t process) {
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    pid_t parent = 0;
    const auto id = static_cast<pid_t>(std::stol(name));
    if (!state_of(id, &parent).empty() && parent == process) return id;
  }
  return 0;
}

class TrainingByVisionctl : public ::testing::Test {
 protected:
  void SetUp() override {
    VISIOND_NEEDS(testing::digits_sheet());
    world.start();
  }

  std::string ask(const std::vector<std::string>& arguments, int code = 0) {
    const auto finished = world.visionctl(arguments);
    EXPECT_EQ(finished.exit_code, code) << finished.output;
    return finished.output;
  }
  void add(int count) {
    testing::write_digits(world.folder() / "digits", count);
    for (int digit = 0; digit < 10; ++digit) {
      const auto label = std::to_string(digit);
      ask({"train", "add", label, (world.folder() / "digits" / label).string()});
    }
  }
  // That takes longer than any test waits; the process that does it.
  pid_t start_a_long_run() {
    add(few);
    ask({"set", "training.method=mlp", "training.feature_width=96", "training.feature_height=96"});
    ask({"train", "start"});
    pid_t trainer = 0;
    EXPECT_TRUE(testing::eventually([&] { return (trainer = child_of(world.pid())) != 0; }));
    return trainer;
  }

  testing::ProcessWorld world{settings};
};

TEST_F(TrainingByVisionctl, makes_a_classifier_of_digits_promotes_it_and_takes_it_back) {
  add(of_each);
  ask({"set", "training.auto_promote=true"});
  const auto watched = ask({"train", "start", "--id", "digits", "--watch"});
  EXPECT_NE(watched.find("SUCCEEDED, digits@1 is installed and promoted"), std::string::npos) << watched;
  const auto run = json::parse(ask({"train", "report", "-o", "json"})).as_object();
  EXPECT_GE(run.at("report").at("accuracy").to_number<double>(), 0.9) << watched;
  EXPECT_NE(ask({"models", "list"}).find("digits@1"), std::string::npos);
  EXPECT_EQ(ask({"get", "inference.classifier", "-o", "json"}), "\"digits@1\"\n");
  EXPECT_NE(ask({"history"}).find("training"), std::string::npos) << "the author";
  ask({"detections", "--count", "1"});
  // Revision 1 is the beginning, 2 has auto_promote, 3 is the promotion.
  ask({"rollback", "2"});
  EXPECT_EQ(ask({"get", "inference.classifier", "-o", "json"}), "\"\"\n");
  ask({"detections", "--count", "1"});
}

TEST_F(TrainingByVisionctl, gives_a_run_up_at_once) {
  const auto trainer = start_a_long_run();
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_NE(ask({"train", "cancel"}).find("CANCELLED"), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
  EXPECT_EQ(state_of(trainer), "") << "ended, and waited for";
  ask({"train", "cancel"}, 6);
  EXPECT_EQ(ask({"models", "list"}), "no model is installed\n");
}

TEST_F(TrainingByVisionctl, survives_the_death_of_the_trainer) {
  const auto trainer = start_a_long_run();
  ASSERT_EQ(::kill(trainer, SIGKILL), 0);
  EXPECT_NE(ask({"train", "watch"}, 1).find("FAILED, the trainer was ended by signal 9"), std::string::npos);
  EXPECT_EQ(ask({"models", "list"}), "no model is installed\n");
  ask({"set", "training.method=knn"});
  EXPECT_NE(ask({"train", "start", "--watch"}).find("SUCCEEDED, trained@1"), std::string::npos);
}

TEST_F(TrainingByVisionctl, never_outlives_visiond) {
  const auto trainer = start_a_long_run();
  ASSERT_EQ(world.end(SIGKILL), -SIGKILL);
  EXPECT_TRUE(testing::eventually([&] { return state_of(trainer).empty() || state_of(trainer) == "Z"; }));
  world.start();
  EXPECT_NE(ask({"train", "report"}).find("FAILED, visiond ended while it was under way"), std::string::npos);
  EXPECT_NE(ask({"train", "samples"}).find("9 " + std::to_string(few)), std::string::npos);
  EXPECT_EQ(ask({"models", "list"}), "no model is installed\n");
}

TEST_F(TrainingByVisionctl, ends_with_visiond) {
  const auto trainer = start_a_long_run();
  EXPECT_EQ(world.end(SIGTERM), 0);
  EXPECT_EQ(state_of(trainer), "");
  world.start();
  EXPECT_NE(ask({"train", "report"}).find("CANCELLED, visiond was stopped"), std::string::npos);
}

}  // namespace
}  // namespace visiond
