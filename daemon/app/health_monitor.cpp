#include "daemon/app/health_monitor.hpp"

#include <boost/asio/post.hpp>

#include <chrono>
#include <utility>

namespace visiond::app {
namespace {

constexpr std::chrono::milliseconds pause{250};

// A busy section still serves with what was in force before.
bool serves(transaction::ServiceState state) {
  using transaction::ServiceState;
  return state == ServiceState::ok || state == ServiceState::busy;
}

}  // namespace

HealthMonitor::HealthMonitor(runtime::Strand strand, runtime::SettingsApi& engine, Listener listener)
    : strand_(std::move(strand)), engine_(engine), listener_(std::move(listener)), timer_(strand_) {}

void HealthMonitor::start() {
  boost::asio::post(strand_, [this] { ask(); });
}

void HealthMonitor::ask() {
  if (stopped_) return;
  engine_.status([this](const runtime::EngineStatus& status) {
    if (stopped_) return;
    for (const auto& service : status.services) listener_.tell(service.name, serves(service.status.state));
    listener_.status(status);
    timer_.expires_after(pause);
    timer_.async_wait([this](boost::system::error_code error) {
      if (!error) ask();
    });
  });
}

void HealthMonitor::stop(std::function<void()> stopped) {
  boost::asio::post(strand_, [this, stopped = std::move(stopped)] {
    stopped_ = true;
    timer_.cancel();
    stopped();
  });
}

}  // namespace visiond::app
