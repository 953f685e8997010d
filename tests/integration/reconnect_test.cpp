// A camera that is lost and comes back again and again: nothing of the process grows. VISIOND_TEST_RECONNECTS says how
// often, 50 times otherwise.
#include "tests/support/daemon/daemon_world.hpp"
#include "tests/support/daemon/flat_usage.hpp"
#include "tests/support/daemon/result_log.hpp"
#include "tests/support/grey_picture.hpp"
#include "tests/support/mjpeg_server.hpp"
#include "tests/support/waiting.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace visiond {
namespace {

using testing::DaemonWorld;
using testing::eventually;
using testing::MjpegServer;

int reconnects() {
  const char* asked = std::getenv("VISIOND_TEST_RECONNECTS");
  return asked != nullptr ? std::max(1, std::atoi(asked)) : 50;
}

class Reconnect : public ::testing::Test {
 protected:
  v1::ServiceStatus::State camera() { return world.status().services(0).state(); }

  // Loses the camera and waits for frames of it again.
  void lose_and_find() {
    server.kill();
    ASSERT_TRUE(eventually([this] { return camera() == v1::ServiceStatus::STATE_AWAY; }));
    server.restart();
    ASSERT_TRUE(eventually([this] { return camera() == v1::ServiceStatus::STATE_OK; }));
  }
  MjpegServer server{{.pictures = {testing::grey_picture()}}};
  DaemonWorld world{{.settings = R"({"camera":{"source":")" + server.url() +
                                 R"(","reconnect_initial_ms":50,"reconnect_max_ms":1000}})"}};
};

TEST_F(Reconnect, leaves_memory_files_and_threads_as_they_were) {
  EXPECT_EQ(testing::growth_over("reconnects", reconnects(), [this] { lose_and_find(); }), "");
  testing::ResultLog log(world.vision_stub());
  EXPECT_TRUE(log.wait_for_more(3));
}

TEST_F(Reconnect, check_finds_a_leak) {
  testing::PlantedLeak leak;
  const auto grown = testing::growth_over("reconnects with a leak", 20, [&] {
    lose_and_find();
    leak.grow();
  });
  EXPECT_EQ(testing::PlantedLeak::missed_in(grown), "") << grown;
}

}  // namespace
}  // namespace visiond
