#include "services/pipeline/stage_worker.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <exception>
#include <string>
#include <utility>

namespace visiond::pipeline {
namespace {

constexpr std::chrono::seconds log_pause{60};

}  // namespace

StageWorker::StageWorker(const base::Clock& clock, std::unique_ptr<Stage> stage, Before before, Next next)
    : clock_(clock), stage_(std::move(stage)), before_(std::move(before)), next_(std::move(next)) {}

StageWorker::~StageWorker() { stop(); }

void StageWorker::start() {
  thread_ = std::thread([this] { run(); });
}

void StageWorker::stop() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void StageWorker::run() {
  while (auto item = queue_.pop()) {
    const auto start = clock_.steady_now();
    if (!work_on(*item)) continue;
    const auto end = clock_.steady_now();
    statistics_.frame(end, end - start);
    next_(std::move(*item));
  }
}

// One bad frame is lost, not the stage.
bool StageWorker::work_on(WorkItem& item) {
  try {
    before_(item);
    stage_->process(item.frame, *item.result);
    return true;
  } catch (const std::exception& exception) {
    failed(item.frame.sequence, exception.what());
  } catch (...) {
    failed(item.frame.sequence, "an exception of unknown type");
  }
  return false;
}

// What breaks one frame often breaks them all: it is logged when it begins, when it changes, and now and then.
void StageWorker::failed(std::uint64_t sequence, const std::string& why) {
  statistics_.drop("error");
  const auto now = clock_.steady_now();
  if (why == last_failure_ && now < log_again_) return;
  spdlog::error("{}: frame {} failed: {}", stage_->name(), sequence, why);
  last_failure_ = why;
  log_again_ = now + log_pause;
}

StageStatus StageWorker::status() const {
  auto status = statistics_.status(clock_.steady_now());
  status.name = std::string(stage_->name());
  status.queue_length = static_cast<int>(queue_.size());
  if (const auto dropped = queue_.dropped(); dropped > 0) status.drops.push_back({"queue_full", dropped});
  return status;
}

}  // namespace visiond::pipeline
