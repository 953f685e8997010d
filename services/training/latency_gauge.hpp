#pragma once
// The longest time that a frame took from capture to result since the last look. Thread-safe.

#include "services/pipeline/api.hpp"

#include <mutex>
#include <optional>
#include <utility>

namespace visiond::training {

class LatencyGauge {
 public:
  explicit LatencyGauge(pipeline::PipelineApi& pipeline)
      : results_(pipeline.subscribe([this](const auto& result) {
          const std::lock_guard lock(mutex_);
          worst_ = std::max(worst_.value_or(result->latency), result->latency);
        })) {}

  std::optional<base::Duration> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(worst_, std::nullopt);
  }

 private:
  std::mutex mutex_;
  std::optional<base::Duration> worst_;
  std::unique_ptr<pipeline::Subscription> results_;  // ends first
};

}  // namespace visiond::training
