#pragma once
// Tells health checks how the services fare: asks four times a second, so that a camera that vanished shows within a
// moment. Strand-bound (the coordinator's); started and stopped from any thread.

#include "daemon/runtime/section_board.hpp"
#include "daemon/runtime/settings_api.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <string>

namespace visiond::app {

class HealthMonitor {
 public:
  // Given: the engine, which outlives it, and whom to tell: a service's name and whether it serves.
  using Tell = std::function<void(const std::string& service, bool serving)>;
  HealthMonitor(runtime::Strand strand, runtime::SettingsApi& engine, Tell tell);

  void start();
  // Nothing is told once `stopped` was called, on the strand.
  void stop(std::function<void()> stopped);

 private:
  void ask();

  runtime::Strand strand_;
  runtime::SettingsApi& engine_;
  Tell tell_;
  boost::asio::steady_timer timer_;
  bool stopped_ = false;
};

}  // namespace visiond::app
