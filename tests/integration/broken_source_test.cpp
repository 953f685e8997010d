// Sources that break on order, in every way and at every stage, while other transactions run: no deadlock, and the
// state is right afterwards.
#include "tests/support/daemon/daemon_world.hpp"
#include "tests/support/daemon/result_log.hpp"
#include "tests/support/grey_picture.hpp"
#include "tests/support/mjpeg_server.hpp"
#include "tests/support/waiting.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

namespace visiond {
namespace {

using testing::DaemonWorld;
using testing::eventually;
using testing::ResultLog;

struct Fault {
  const char* option;
  bool may_start;               // a transaction that brings it commits
  const char* error = nullptr;  // that the camera has had afterwards
};
constexpr Fault faults[] = {{"fail_open=1", false},
                            {"disconnect_at=1", false},
                            {"stall_at=1", false},
                            {"slow_open_ms=100", true},
                            {"corrupt_at=1", true},
                            {"corrupt_at=5", true},
                            {"disconnect_at=5", true, "#disconnect_at"},
                            {"stall_at=5", true, "within 300 ms"}};

class BrokenSource : public ::testing::TestWithParam<const char*> {
 protected:
  BrokenSource() {
    for (const auto* name : {"a.jpg", "b.jpg"})
      std::ofstream(pictures.path() / name, std::ios::binary) << testing::grey_picture();
  }
  std::string address() const {
    const std::string kind = GetParam();
    if (kind == "images") return "images:" + pictures.path().string();
    return kind == "http" ? server.url() : "synthetic:";
  }
  std::string patch(const std::string& options) const {
    return R"({"camera":{"source":")" + address() + "#" + options +
           R"(","fps":50,"frame_timeout_ms":300,"reconnect_initial_ms":50,"reconnect_max_ms":1000}})";
  }
  // Frames come, with the newest revision.
  static bool runs(DaemonWorld& world) {
    ResultLog log(world.vision_stub());
    return log.wait_for_revision(world.settings().revision()) &&
           eventually([&] { return world.status().services(0).state() == v1::ServiceStatus::STATE_OK; });
  }

  static bool strikes(DaemonWorld& world, const std::string& error) {
    return eventually([&] { return world.status().services(0).last_error().find(error) != std::string::npos; });
  }

  testing::TempFolder pictures;
  testing::MjpegServer server{{.pictures = {testing::grey_picture()}}};
};

// Changes of another section, one after the other.
class Busy {
 public:
  explicit Busy(DaemonWorld& world) : world_(world), thread_([this](std::stop_token stop) { run(stop); }) {}
  ~Busy() {
    thread_.request_stop();
    thread_.join();
    EXPECT_EQ(failed_, "");
    EXPECT_GT(done_, 0);
  }

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const auto applied = world_.apply(R"({"detection":{"confidence":0.)" + std::to_string(100 + done_ % 800) + "}}");
      if (!applied.status.ok()) failed_ = applied.status.error_message();
      ++done_;
    }
  }

  DaemonWorld& world_;
  int done_ = 0;
  std::string failed_;
  std::jthread thread_;
};

TEST_P(BrokenSource, is_brought_by_a_transaction_and_keeps_nothing_from_working) {
  for (const std::string exclusive : {"exclusive=0", "exclusive=1"}) {
    DaemonWorld world({.settings = patch(exclusive)});
    ASSERT_TRUE(runs(world));
    Busy busy(world);
    for (const auto& fault : faults) {
      SCOPED_TRACE(address() + "#" + exclusive + "&" + fault.option);
      const auto before = world.value("camera", "source");
      const auto applied = world.apply(patch(exclusive + "&" + fault.option));
      EXPECT_EQ(applied.status.ok(), fault.may_start) << applied.status.error_message();
      if (!applied.status.ok()) {
        EXPECT_EQ(applied.transaction.state(), v1::Transaction::STATE_ROLLED_BACK);
        EXPECT_EQ(world.value("camera", "source"), before);
      }
      EXPECT_TRUE(fault.error == nullptr || strikes(world, fault.error));
      EXPECT_TRUE(runs(world));
    }
    // Out of the last fault, which may strike just now.
    world.commit(patch(exclusive));
    EXPECT_TRUE(runs(world));
  }
}

TEST_P(BrokenSource, is_there_from_the_start_and_is_replaced) {
  for (const auto& fault : faults) {
    SCOPED_TRACE(address() + "#" + fault.option);
    DaemonWorld world({.settings = patch(fault.option)});
    Busy busy(world);
    const bool never = std::string(fault.option) == "fail_open=1";
    EXPECT_TRUE(never || runs(world));
    world.commit(patch("loop=1"));
    EXPECT_TRUE(runs(world));
  }
}

TEST_P(BrokenSource, is_left_again_when_a_change_is_not_confirmed) {
  DaemonWorld world({.settings = patch("exclusive=1")});
  const auto before = world.value("camera", "source");
  for (const auto* option : {"slow_open_ms=100", "disconnect_at=5", "stall_at=5"}) {
    SCOPED_TRACE(option);
    const auto applied = world.apply(
        patch("exclusive=1&" + std::string(option)),
        [](v1::ApplyTransactionRequest& request) { request.mutable_confirm_timeout()->set_nanos(200'000'000); });
    ASSERT_TRUE(applied.status.ok()) << applied.status.error_message();
    EXPECT_TRUE(eventually([&] { return world.value("camera", "source") == before; }));
    EXPECT_TRUE(runs(world));
  }
}

INSTANTIATE_TEST_SUITE_P(Sources, BrokenSource, ::testing::Values("synthetic", "images", "http"));

}  // namespace
}  // namespace visiond
