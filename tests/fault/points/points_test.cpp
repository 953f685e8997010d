// Every fail point: it is passed on a way, and a daemon that breaks there is whole afterwards.
#include "daemon/base/failpoint.hpp"
#include "tests/fault/points/way.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

namespace visiond {
namespace {

TEST(Failpoints, have_each_a_way_to_them) {
  std::vector<std::string> names, reached;
  for (const auto& row : base::failpoint_table) names.emplace_back(row.name);
  for (const auto& each : testing::points_on_ways()) reached.emplace_back(each.point);
  EXPECT_EQ(reached, names);
}

#ifdef VISIOND_FAILPOINTS

using std::chrono::milliseconds;
using testing::PointOnWay;
using testing::Way;
using testing::WayWorld;

// For a daemon that is to end, and for one of which that is not known.
constexpr milliseconds surely{20000}, moment{400};

std::string name_of(const ::testing::TestParamInfo<PointOnWay>& each) {
  std::string name(each.param.point);
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

class Failpoint : public ::testing::TestWithParam<PointOnWay> {};

TEST_P(Failpoint, kills_a_daemon_that_comes_back_whole) {
  WayWorld world(GetParam());
  ASSERT_EQ(world.go("kill", surely), -SIGKILL) << world.log();
  EXPECT_EQ(world.what_is_broken(), "") << world.log();
}

TEST_P(Failpoint, answers_an_error_that_the_daemon_survives) {
  const auto index = base::find_failpoint(GetParam().point);
  if (base::failpoint_table.at(index).fails == base::Fails::none) return;
  WayWorld world(GetParam());
  // A start may fail in order; nothing else ends the daemon.
  EXPECT_EQ(world.go("error", moment).value_or(1), 1) << world.log();
  EXPECT_EQ(world.what_is_broken(), "") << world.log();
}

TEST_P(Failpoint, throws_and_leaves_a_whole_daemon_behind) {
  WayWorld world(GetParam());
  const auto ended = world.go("throw", moment).value_or(1);
  EXPECT_TRUE(ended == 1 || ended == -SIGABRT) << ended << "\n" << world.log();
  EXPECT_EQ(world.what_is_broken(), "") << world.log();
}

// What runs on a worker may never return: the transaction is rolled back, everything else goes on, and so does the end.
class HangingFailpoint : public ::testing::TestWithParam<PointOnWay> {};

TEST_P(HangingFailpoint, keeps_nobody_else_from_working_or_stopping) {
  WayWorld world(GetParam(), std::chrono::seconds(1));
  ASSERT_EQ(world.go("hang", moment), std::nullopt) << world.log();
  EXPECT_EQ(world.what_is_broken(), "") << world.log();
  EXPECT_EQ(world.stop(), 0) << world.log();
  EXPECT_EQ(world.what_is_broken(), "") << world.log();
}

INSTANTIATE_TEST_SUITE_P(Of, HangingFailpoint,
                         ::testing::Values(PointOnWay{"detection.load", Way::recreate, 2},
                                           PointOnWay{"camera.after_close", Way::switch_camera}),
                         name_of);

// A driver or a detector that never returns holds up its own thread, not the end of the daemon.
class HangingThread : public ::testing::TestWithParam<PointOnWay> {};

TEST_P(HangingThread, does_not_keep_the_daemon_from_stopping) {
  WayWorld world(GetParam());
  ASSERT_EQ(world.go("hang", moment), std::nullopt) << world.log();
  EXPECT_EQ(world.stop(), 0) << world.log();
  EXPECT_EQ(world.what_is_broken(), "") << world.log();
}

INSTANTIATE_TEST_SUITE_P(Of, HangingThread,
                         ::testing::Values(PointOnWay{"camera.read", Way::start, 5},
                                           PointOnWay{"detection.process", Way::start, 5}),
                         name_of);

INSTANTIATE_TEST_SUITE_P(Each, Failpoint, ::testing::ValuesIn(testing::points_on_ways()), name_of);

#endif

}  // namespace
}  // namespace visiond
