#include "daemon/base/failpoint.hpp"

#include <gtest/gtest.h>

#ifdef VISIOND_FAILPOINTS

#include <chrono>
#include <csignal>
#include <future>
#include <stdexcept>

namespace visiond::base {
namespace {

using namespace std::chrono_literals;

class Failpoints : public ::testing::Test {
 protected:
  ~Failpoints() override { set_failpoints("").value(); }

  static std::string refusal(const std::string& text) {
    const auto set = set_failpoints(text);
    return set ? "" : set.error().message;
  }
};

TEST_F(Failpoints, do_nothing_unless_set) {
  EXPECT_TRUE(may_fail("store.open"));
  may_crash("commit.after");
}

TEST_F(Failpoints, answer_an_error_that_names_them) {
  ASSERT_EQ(refusal("camera.prepare=error;store.open=error"), "");
  const auto fault = may_fail("store.open");
  ASSERT_FALSE(fault);
  EXPECT_EQ(fault.error().code, ErrorCode::storage_failed);
  EXPECT_EQ(fault.error().message, "the fail point store.open was told to fail");
  EXPECT_EQ(may_fail("camera.prepare").error().code, ErrorCode::rolled_back);
  EXPECT_TRUE(may_fail("store.migrate"));
}

TEST_F(Failpoints, count_passes) {
  ASSERT_EQ(refusal("store.open=3*error"), "");
  std::vector<bool> passed;
  for (int pass = 0; pass < 5; ++pass) passed.push_back(may_fail("store.open").has_value());
  EXPECT_EQ(passed, (std::vector<bool>{true, true, false, true, true}));
}

TEST_F(Failpoints, throw_what_they_are) {
  ASSERT_EQ(refusal("commit.after=throw"), "");
  EXPECT_THROW(may_crash("commit.after"), std::runtime_error);
}

TEST_F(Failpoints, take_as_long_as_they_are_told) {
  ASSERT_EQ(refusal("store.open=delay(20)"), "");
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_TRUE(may_fail("store.open"));
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 20ms);
}

TEST_F(Failpoints, hang_until_they_are_set_anew) {
  ASSERT_EQ(refusal("commit.after=hang"), "");
  auto hanging = std::async(std::launch::async, [] { may_crash("commit.after"); });
  EXPECT_EQ(hanging.wait_for(20ms), std::future_status::timeout);
  ASSERT_EQ(refusal(""), "");
  hanging.get();
}

TEST_F(Failpoints, kill_the_process) {
  EXPECT_EXIT(
      {
        set_failpoints("store.open=2*kill").value();
        (void)may_fail("store.open");
        (void)may_fail("store.open");
      },
      ::testing::KilledBySignal(SIGKILL), "");
}

TEST_F(Failpoints, refuse_what_they_do_not_know_and_say_what_they_do) {
  EXPECT_NE(
      refusal("store.opne=error").find("\"store.opne=error\": there is no such fail point; there are app.before_"),
      std::string::npos);
  EXPECT_NE(refusal("store.open").find("write NAME=ACTION"), std::string::npos);
  for (const auto* action : {"", "eror", "0*error", "x*error", "-1*error", "1*", "delay", "delay()", "delay(x)"})
    EXPECT_NE(refusal(std::string("store.open=") + action).find("there is no such action; there are error, throw"),
              std::string::npos)
        << action;
  EXPECT_NE(refusal("commit.after=error").find("nobody can be told of an error there"), std::string::npos);
  EXPECT_EQ(refusal(";store.open=error;"), "");
  EXPECT_NE(refusal("store.migrate=error;nothing=kill"), "");
  EXPECT_TRUE(may_fail("store.migrate")) << "refused, but set in part";
  EXPECT_FALSE(may_fail("store.open")) << "refused, but unset";
}

}  // namespace
}  // namespace visiond::base

#endif
