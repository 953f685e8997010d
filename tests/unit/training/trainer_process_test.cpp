#include "services/training/trainer_process.hpp"

#include "services/training/job.hpp"
#include "tests/support/waiting.hpp"
#include "tests/unit/training/fakes.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <thread>

namespace visiond::training {
namespace {

using std::chrono::milliseconds;

class TrainerProcessTest : public ::testing::Test {
 protected:
  TrainerProcess start(const std::string& text) {
    return std::move(TrainerProcess::start(script(folder.path(), text), folder.path()).value());
  }
  static std::vector<std::string> all_of(TrainerProcess& trainer) {
    std::vector<std::string> all;
    while (!trainer.end())
      for (auto& line : trainer.listen(testing::patience)) all.push_back(std::move(line));
    return all;
  }
  // 'T' where it stands still.
  static char state_of(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string id, name;
    char state = 0;
    file >> id >> name >> state;
    return state;
  }

  testing::TempFolder folder;
};

TEST_F(TrainerProcessTest, hears_every_line_and_how_it_ended) {
  auto trainer = start("echo one; echo two; printf half");
  EXPECT_EQ(all_of(trainer), (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(trainer.end(), "");
}

TEST_F(TrainerProcessTest, hears_much_from_one_that_ends_at_once) {
  auto trainer = start("seq 20000");
  EXPECT_EQ(all_of(trainer).size(), 20000U);
}

TEST_F(TrainerProcessTest, says_how_one_failed) {
  auto failed = start("exit 3");
  all_of(failed);
  EXPECT_EQ(failed.end(), "the trainer ended with exit code 3");
  auto killed = start("kill -9 $$");
  all_of(killed);
  EXPECT_EQ(killed.end(), "the trainer was ended by signal 9 (Killed)");
}

TEST_F(TrainerProcessTest, does_not_keep_a_line_without_end) {
  auto trainer = start("head -c 100000 /dev/zero | tr '\\0' x");
  const auto lines = all_of(trainer);
  ASSERT_FALSE(lines.empty());
  EXPECT_GT(lines[0].size(), longest_line);
  EXPECT_LT(lines[0].size(), 3 * longest_line);
}

TEST_F(TrainerProcessTest, goes_with_its_owner) {
  pid_t process = 0;
  {
    auto trainer = start(hang);
    process = trainer.id();
    trainer.pause();
  }
  EXPECT_EQ(::kill(process, 0), -1) << "killed, and waited for";
}

TEST_F(TrainerProcessTest, is_woken_while_it_is_listened_to) {
  auto trainer = start(hang);
  std::jthread other([&] { trainer.wake(); });
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_TRUE(trainer.listen(testing::patience).empty());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, testing::patience / 2);
}

TEST_F(TrainerProcessTest, stands_still_and_goes_on) {
  auto trainer = start(hang);
  trainer.pause();
  EXPECT_TRUE(testing::eventually([&] { return state_of(trainer.id()) == 'T'; }));
  trainer.go_on();
  EXPECT_TRUE(testing::eventually([&] { return state_of(trainer.id()) != 'T'; }));
}

TEST_F(TrainerProcessTest, gets_no_secrets_and_no_files_of_its_parent) {
  ::setenv("VISIOND_TEST_SECRET", "hush", 1);
  auto trainer = start("env; ls /proc/$$/fd | wc -l");
  ::unsetenv("VISIOND_TEST_SECRET");
  const auto lines = all_of(trainer);
  ASSERT_FALSE(lines.empty());
  for (const auto& line : lines) EXPECT_EQ(line.find("hush"), std::string::npos);
  // Input, output, error, and the script.
  EXPECT_LE(std::stoi(lines.back()), 4);
}

TEST_F(TrainerProcessTest, is_ended_by_its_parent_and_not_by_signals_to_all) {
  // A shell would let them in again.
  const auto file = script(folder.path(), "");
  std::ofstream(file) << "#!/usr/bin/env -S grep -hs SigBlk /proc/self/status\n";
  auto trainer = std::move(TrainerProcess::start(file, folder.path()).value());
  const auto lines = all_of(trainer);
  ASSERT_FALSE(lines.empty());
  EXPECT_TRUE(lines[0].ends_with("0004003")) << lines[0] << ": SIGHUP, SIGINT and SIGTERM are blocked";
}

TEST_F(TrainerProcessTest, says_why_it_cannot_start) {
  const auto started = TrainerProcess::start(folder.path() / "none", folder.path());
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().message,
            (folder.path() / "none").string() + " cannot be started: No such file or directory");
}

}  // namespace
}  // namespace visiond::training
