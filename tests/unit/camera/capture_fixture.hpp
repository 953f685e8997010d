#pragma once
// A capture of scripted sources into a fake sink. One test's.

#include "daemon/base/clock.hpp"
#include "services/camera/capture.hpp"
#include "tests/unit/camera/fakes.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

namespace visiond::camera {

class CaptureFixture : public ::testing::Test {
 protected:
  static constexpr std::chrono::minutes long_enough{1};

  // Before what derived fixtures have, which its sources may use; tests whose sources use their own variables end it
  // themselves.
  void TearDown() override { capture.reset(); }

  Capture& make(const std::string& options = "", CaptureLoop::Wanted wanted = {.id = 5, .first = 5}) {
    wanted.uri = parse_source("synthetic:#" + (options.empty() ? "loop=1" : options)).value();
    capture = std::make_unique<Capture>(CaptureLoop::Given{clock, sink, devices, stragglers, losses, factory}, wanted);
    auto& tuning = capture->status()->tuning;
    tuning.reconnect_initial_ms = 1;
    tuning.reconnect_max_ms = 4;
    return *capture;
  }
  void wait_for_state(transaction::ServiceState state) const {
    while (capture->status()->service_status().state != state) std::this_thread::yield();
  }
  std::vector<std::int64_t> indices(std::size_t count) {
    std::vector<std::int64_t> all;
    for (const auto& each : sink.wait_for(count)) all.push_back(each.frame.index);
    return all;
  }

  base::SystemClock clock;
  std::shared_ptr<Script> script = std::make_shared<Script>();
  SourceFactory factory = scripted(script);
  FakeSink sink;
  ExclusiveUse devices;
  LossNotices losses{{}};
  Stragglers stragglers;
  std::unique_ptr<Capture> capture;
};

}  // namespace visiond::camera
