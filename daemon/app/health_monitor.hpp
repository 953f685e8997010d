#pragma once
// Tells health checks, those who watch the status and systemd how the services fare: asks four times a second, so that
// a camera that vanished shows within a moment. Strand-bound (the coordinator's); started and stopped from any thread.

#include "daemon/runtime/section_board.hpp"
#include "daemon/runtime/settings_api.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <string>

namespace visiond::app {

class HealthMonitor {
 public:
  struct Listener {
    std::function<void(const std::string& service, bool serving)> tell;
    // All of it, each time that the strand answered: transactions go on.
    std::function<void(const runtime::EngineStatus&)> status;
  };
  // The engine outlives it.
  HealthMonitor(runtime::Strand strand, runtime::SettingsApi& engine, Listener listener);

  void start();
  // Nothing is told once `stopped` was called, on the strand.
  void stop(std::function<void()> stopped);

 private:
  void ask();

  runtime::Strand strand_;
  runtime::SettingsApi& engine_;
  Listener listener_;
  boost::asio::steady_timer timer_;
  bool stopped_ = false;
};

}  // namespace visiond::app
