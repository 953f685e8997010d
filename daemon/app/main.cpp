#include "daemon/app/check_config.hpp"
#include "daemon/app/command_line.hpp"
#include "daemon/app/daemon.hpp"
#include "daemon/app/logging.hpp"
#include "daemon/app/notify.hpp"
#include "daemon/app/stop_signals.hpp"
#include "daemon/base/failpoint.hpp"
#include "daemon/settings/json_text.hpp"

#include <spdlog/spdlog.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <malloc.h>
#include <memory>
#include <utility>
#include <variant>

namespace {

using visiond::app::Daemon;
using visiond::app::StopSignals;
using visiond::base::Error;
using visiond::base::ErrorCode;
namespace json = boost::json;

// Each frame takes and frees large buffers of the same sizes. Fetched from the system each time, they would cost more
// than a third of the work. In one arena, or each thread that ever made frames would keep some (docs/adr/0016).
void keep_memory_of_pictures() {
  constexpr int kept = 32 << 20;  // bytes; malloc takes no larger threshold
  mallopt(M_MMAP_THRESHOLD, kept);
  mallopt(M_TRIM_THRESHOLD, kept);
  mallopt(M_ARENA_MAX, 1);
}

constexpr int exit_done = 0, exit_failed = 1, exit_store_damaged = 3;

// For operations of a service that were given up and may still return.
constexpr std::chrono::seconds stop_limit{5};
// A source that neither shows a frame nor fails within this time keeps nobody waiting.
constexpr std::chrono::seconds ready_limit{15};

int exit_code_of(const Error& error) {
  if (error.code == ErrorCode::store_damaged) return exit_store_damaged;
  const bool initial_settings = error.code == ErrorCode::invalid_setting || error.code == ErrorCode::unknown_setting ||
                                error.code == ErrorCode::secret_in_value;
  return initial_settings ? visiond::app::exit_usage : exit_failed;
}

void say_ready(const Daemon& daemon) {
  json::array listen;
  for (const auto& address : daemon.addresses()) listen.push_back(json::value(address));
  const json::object line{
      {"event", "ready"}, {"listen", listen}, {"http", nullptr}, {"revision", daemon.revision().value}};
  std::puts(visiond::settings::write_json(line).c_str());
  std::fflush(stdout);
  spdlog::info("ready at revision {}", daemon.revision().value);
  visiond::app::notify_ready("serving revision " + std::to_string(daemon.revision().value));
}

// False where a signal came first.
bool wait_until_ready(Daemon& daemon, const StopSignals& signals) {
  constexpr std::chrono::milliseconds look{20};
  const auto last = std::chrono::steady_clock::now() + ready_limit;
  while (!daemon.wait_until_ready(look)) {
    if (signals.pending()) return false;
    if (std::chrono::steady_clock::now() < last) continue;
    spdlog::warn("the camera has shown no frame yet; serving without it");
    break;
  }
  return true;
}

int serve(visiond::app::DaemonOptions options, const StopSignals& signals) {
  auto daemon = Daemon::start(std::move(options));
  if (!daemon) {
    spdlog::critical("{}", daemon.error().message);
    return exit_code_of(daemon.error());
  }
  if (wait_until_ready(**daemon, signals)) {
    visiond::base::may_crash("app.before_ready");
    say_ready(**daemon);
    signals.wait();
  }
  spdlog::info("stopping");
  visiond::app::notify_stopping();
  if (!(*daemon)->stop(stop_limit)) {
    spdlog::warn("an operation of a service has not returned; ending without it, everything is stored");
    spdlog::shutdown();
    std::_Exit(exit_done);
  }
  return exit_done;
}

}  // namespace

int main(int argc, char** argv) {
  keep_memory_of_pictures();
  visiond::app::start_logging();
  auto read = visiond::app::read_command_line(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
  if (const auto* end = std::get_if<visiond::app::EarlyEnd>(&read)) {
    (end->exit_code == 0 ? std::cout : std::cerr) << end->message;
    return end->exit_code;
  }
  auto& invocation = std::get<visiond::app::Invocation>(read);
  if (auto set = visiond::base::set_failpoints_by_environment(); !set) {
    std::cerr << set.error().message << "\n";
    return visiond::app::exit_usage;
  }
  // Blocked before any thread is made, so that none but main's gets them.
  const StopSignals signals;
  if (invocation.check_config) return visiond::app::check(invocation);
  try {
    return serve({.config = std::move(invocation.config),
                  .initial_settings = std::move(invocation.initial_settings),
                  .start_from_newest_readable = invocation.start_from_newest_readable},
                 signals);
  } catch (const std::exception& exception) {
    spdlog::critical("{}", exception.what());
    return exit_failed;
  }
}
