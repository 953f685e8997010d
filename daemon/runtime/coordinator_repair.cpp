// Sections that could not be prepared, at start-up or when a change was taken back, are tried again behind, one at a
// time and never in the way of a transaction.
#include "daemon/runtime/coordinator.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace visiond::runtime {

namespace {

constexpr std::chrono::milliseconds first_pause{500};
constexpr std::chrono::milliseconds longest_pause{30000};

}  // namespace

void Coordinator::schedule_repair() {
  if (impaired_.empty() || draining_ || repair_timer_armed_) return;
  repair_timer_armed_ = true;
  repair_timer_.expires_after(repair_pause_);
  repair_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    repair_timer_armed_ = false;
    begin_repair();
  });
}

void Coordinator::begin_repair() {
  if (impaired_.empty() || draining_) return;
  if (turn_taken_ || !queue_.empty()) return schedule_repair();
  auto next = impaired_.upper_bound(repaired_last_);
  if (next == impaired_.end()) next = impaired_.begin();
  repaired_last_ = next->first;
  Pending pending;
  pending.id = {base::make_uuid()};
  pending.arrived = given_.clock.wall_now();
  pending.request.patch = json::object{};
  pending.request.repair = {next->first};
  queue_.push_back(std::move(pending));
  start_next();
}

void Coordinator::repair_finished(const transaction::Report& report) {
  if (!report.error) {
    spdlog::info("{}: prepared at last, and in force", repaired_last_);
    repair_pause_ = first_pause;
    return;
  }
  if (report.state == transaction::State::cancelled) return;
  repair_pause_ = std::min(repair_pause_ * 2, longest_pause);
  auto& known = impaired_[repaired_last_];
  if (known.message != report.error->message)
    spdlog::error("{} is still impaired: {}", repaired_last_, report.error->message);
  known = *report.error;
}

}  // namespace visiond::runtime
