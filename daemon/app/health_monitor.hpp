#pragma once
// Tells health checks, and those who watch the status, how the services fare: asks four times a second, so that a
// camera that vanished shows within a moment. Strand-bound (the coordinator's); started and stopped from any thread.

#include "daemon/runtime/section_board.hpp"
#include "daemon/runtime/settings_api.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <string>

namespace visiond::app {

class HealthMonitor {
 public:
  // Given: the engine, which outlives it, and whom to tell: a service's name and whether it serves; all of the status.
  using Tell = std::function<void(const std::string& service, bool serving)>;
  using TellAll = std::function<void(const runtime::EngineStatus&)>;
  HealthMonitor(runtime::Strand strand, runtime::SettingsApi& engine, Tell tell, TellAll tell_all);

  void start();
  // Nothing is told once `stopped` was called, on the strand.
  void stop(std::function<void()> stopped);

 private:
  void ask();

  runtime::Strand strand_;
  runtime::SettingsApi& engine_;
  Tell tell_;
  TellAll tell_all_;
  boost::asio::steady_timer timer_;
  bool stopped_ = false;
};

}  // namespace visiond::app
