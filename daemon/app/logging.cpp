#include "daemon/app/logging.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/systemd_sink.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <memory>

namespace visiond::app {

void start_logging() {
  const bool journal = std::getenv("JOURNAL_STREAM") != nullptr;
  auto sink = journal ? spdlog::sink_ptr(std::make_shared<spdlog::sinks::systemd_sink_mt>("visiond"))
                      : spdlog::sink_ptr(std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  auto logger = std::make_shared<spdlog::logger>("visiond", std::move(sink));
  logger->set_pattern(journal ? "%v" : "%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace visiond::app
