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
#include <fcntl.h>
#include <functional>
#include <future>
#include <thread>
#include <unistd.h>
#include <vector>

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
  // What has grown over `count` losses, with something more done at each.
  std::string grown_over(int count, const std::function<void()>& also = {}) {
    for (int n = 0; n < warm_up; ++n) lose_and_find();
    const auto before = base::process_usage().value();
    for (int n = 0; n < count && !HasFatalFailure(); ++n) {
      lose_and_find();
      if (also) also();
    }
    const auto after = base::process_usage().value();
    std::printf("%d reconnects: %zu → %zu files, %zu → %zu threads, %.1f → %.1f MiB\n", count,
                static_cast<std::size_t>(before.open_files), static_cast<std::size_t>(after.open_files),
                static_cast<std::size_t>(before.threads), static_cast<std::size_t>(after.threads),
                static_cast<double>(before.resident_bytes) / mebibyte,
                static_cast<double>(after.resident_bytes) / mebibyte);
    return testing::growth(before, after);
  }

  static constexpr int warm_up = 5;
  static constexpr double mebibyte = 1 << 20;
  MjpegServer server{{.pictures = {testing::grey_picture()}}};
  DaemonWorld world{{.settings = R"({"camera":{"source":")" + server.url() +
                                 R"(","reconnect_initial_ms":50,"reconnect_max_ms":1000}})"}};
};

TEST_F(Reconnect, leaves_memory_files_and_threads_as_they_were) {
  EXPECT_EQ(grown_over(reconnects()), "");
  testing::ResultLog log(world.vision_stub());
  EXPECT_TRUE(log.wait_for_more(3));
}

// The same check finds a leak of each kind.
TEST_F(Reconnect, check_finds_a_leak) {
  std::vector<int> files;
  std::vector<std::string> memory;
  std::promise<void> end;
  std::vector<std::jthread> threads;
  const auto grown = grown_over(20, [&, gate = end.get_future().share()] {
    files.push_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    memory.emplace_back(std::size_t{1} << 20U, 'x');
    threads.emplace_back([gate] { gate.wait(); });
  });
  EXPECT_NE(grown.find("open files"), std::string::npos) << grown;
  EXPECT_NE(grown.find("threads"), std::string::npos) << grown;
  if (testing::compares_memory) {
    EXPECT_NE(grown.find("resident bytes"), std::string::npos) << grown;
  }
  end.set_value();
  for (const int file : files) ::close(file);
}

}  // namespace
}  // namespace visiond
