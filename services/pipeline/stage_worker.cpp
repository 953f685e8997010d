#include "services/pipeline/stage_worker.hpp"

#include <spdlog/spdlog.h>

#include <exception>
#include <string>
#include <utility>

namespace visiond::pipeline {

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
    try {
      before_(*item);
      stage_->process(item->frame, *item->result);
    } catch (const std::exception& exception) {
      // One bad frame is lost, not the stage.
      statistics_.drop("error");
      spdlog::error("{}: frame {} failed: {}", stage_->name(), item->frame.sequence, exception.what());
      continue;
    }
    const auto end = clock_.steady_now();
    statistics_.frame(end, end - start);
    next_(std::move(*item));
  }
}

StageStatus StageWorker::status() const {
  auto status = statistics_.status(clock_.steady_now());
  status.name = std::string(stage_->name());
  status.queue_length = static_cast<int>(queue_.size());
  if (const auto dropped = queue_.dropped(); dropped > 0) status.drops.push_back({"queue_full", dropped});
  return status;
}

}  // namespace visiond::pipeline
