#include "daemon/runtime/section_board.hpp"

#include "daemon/runtime/calls_under_way.hpp"
#include "tests/support/manual_clock.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace visiond::runtime {
namespace {

using base::ErrorCode;
using std::chrono::milliseconds;
using transaction::ServiceState;

// A Prepared whose way back fails, throws or succeeds in turn.
class StubbornPrepared final : public transaction::Prepared {
 public:
  explicit StubbornPrepared(std::string script, int& alive) : script_(std::move(script)), alive_(alive) { ++alive_; }
  ~StubbornPrepared() override { --alive_; }
  transaction::PartPtr part() const override { return nullptr; }
  transaction::json::object effective() const override { return {}; }
  base::Result<void> switch_back(std::stop_token) override {
    const auto how = script_.at(tries_++);
    if (how == 't') throw std::runtime_error("thrown as told");
    if (how == 'f') return base::Error{ErrorCode::rolled_back, "camera", "failed as told"};
    return {};
  }

 private:
  std::string script_;
  std::size_t tries_ = 0;
  int& alive_;
};

class SectionBoardTest : public ::testing::Test {
 protected:
  ~SectionBoardTest() override { workers_.join(); }

  void impair(const std::string& script) {
    board_.impair("camera", std::make_shared<StubbornPrepared>(script, alive_),
                  {ErrorCode::rollback_incomplete, "camera", "the first failure"});
  }
  ServiceState state() const {
    const auto status = board_.status("camera");
    return status ? status->state : ServiceState::ok;
  }
  milliseconds pause() const {
    return std::chrono::duration_cast<milliseconds>(*board_.status("camera")->retry_at - clock_.wall_now());
  }
  // Runs the strand until the board says what is waited for.
  template <class Condition>
  void run_until(Condition condition) {
    context_.restart();
    while (!condition()) context_.run_one();
  }

  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context_.get_executor()};
  WorkerPool workers_{2};
  testing::ManualClock clock_;
  SectionBoard board_{boost::asio::make_strand(boost::asio::any_io_executor(context_.get_executor())), workers_,
                      clock_};
  int alive_ = 0;
};

TEST_F(SectionBoardTest, knows_nothing_of_sections_that_are_well) {
  EXPECT_TRUE(board_.reasons().empty());
  EXPECT_FALSE(board_.status("camera"));
}

TEST_F(SectionBoardTest, keeps_a_section_busy_until_everything_has_returned) {
  board_.leave_busy("camera");
  board_.leave_busy("camera");
  EXPECT_EQ(state(), ServiceState::busy);
  EXPECT_EQ(board_.reasons().at("camera"), "an earlier operation has not returned yet");
  board_.returned("camera");
  EXPECT_EQ(state(), ServiceState::busy);
  board_.returned("camera");
  EXPECT_EQ(state(), ServiceState::ok);
  EXPECT_TRUE(board_.reasons().empty());
}

TEST_F(SectionBoardTest, remembers_since_when) {
  board_.leave_busy("camera");
  const auto since = clock_.wall_now();
  clock_.advance(std::chrono::minutes(1));
  board_.leave_busy("camera");
  EXPECT_EQ(board_.status("camera")->since, since);
}

TEST_F(SectionBoardTest, tries_a_way_back_again_until_it_succeeds) {
  impair("fts");
  EXPECT_EQ(state(), ServiceState::impaired);
  EXPECT_EQ(board_.status("camera")->last_error, "the first failure");
  EXPECT_EQ(pause(), milliseconds(500));
  run_until([&] { return board_.status("camera")->last_error == "failed as told"; });
  EXPECT_EQ(pause(), milliseconds(1000)) << "pauses grow";
  run_until([&] { return board_.status("camera")->last_error.find("thrown as told") != std::string::npos; });
  EXPECT_EQ(pause(), milliseconds(2000));
  run_until([&] { return state() == ServiceState::ok; });
  workers_.join();
  EXPECT_EQ(alive_, 0) << "what is restored is freed";
}

TEST_F(SectionBoardTest, waits_for_what_hangs_before_it_goes_back) {
  board_.leave_busy("camera");
  impair("s");
  EXPECT_EQ(context_.poll(), 0U);
  EXPECT_EQ(board_.status("camera")->retry_at, base::WallTime{}) << "nothing is planned yet";
  board_.returned("camera");
  EXPECT_EQ(pause(), milliseconds(500));
  run_until([&] { return state() == ServiceState::ok; });
}

TEST_F(SectionBoardTest, tries_no_more_once_it_is_stopped) {
  impair("");
  board_.stop();
  work_.reset();
  context_.run();
  EXPECT_EQ(state(), ServiceState::impaired);
}

TEST_F(SectionBoardTest, is_told_of_each_given_up_call_of_an_operation) {
  CallsUnderWay calls(board_);
  const transaction::OperationId id{"camera", 1};
  const auto rehearsal = calls.begin(id);
  calls.give_up(id);
  calls.give_up(id);
  const auto way_back = calls.begin(id);
  calls.returned(way_back);
  EXPECT_EQ(state(), ServiceState::busy) << "the rehearsal still hangs";
  calls.returned(rehearsal);
  EXPECT_EQ(state(), ServiceState::ok);
}

TEST_F(SectionBoardTest, is_told_nothing_of_calls_that_return_in_time) {
  CallsUnderWay calls(board_);
  const auto ticket = calls.begin({"camera", 1});
  calls.give_up({"camera", 2});
  calls.returned(ticket);
  EXPECT_EQ(state(), ServiceState::ok);
}

}  // namespace
}  // namespace visiond::runtime
