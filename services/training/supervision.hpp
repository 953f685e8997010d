#pragma once
// Watches over one run of the trainer: tells how it gets on, lets it stand still while frames take too long, ends it at
// once when asked to. Used by one thread, which lives as long as the trainer's process.

#include "daemon/base/clock.hpp"
#include "services/training/api.hpp"
#include "services/training/trainer_process.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

namespace visiond::training {

struct Supervision {
  const base::Clock& clock;
  std::function<std::optional<base::Duration>()> worst_latency;  // since it was asked last
  std::function<std::chrono::milliseconds()> latency_target;
  std::function<void(const Run&)> tell;
  std::chrono::milliseconds look{250};  // how often it judges the latency
};

// Until the trainer has ended. `run` has begun and is kept up to date; at the end it is FAILED or CANCELLED, or still
// RUNNING where the trainer has done all it should.
void supervise(TrainerProcess& trainer, const Supervision& with, const std::stop_token& stop, Run& run);

}  // namespace visiond::training
