#include "services/gemini/circuit_breaker.hpp"

#include <algorithm>

namespace visiond::gemini {

CircuitBreaker::State CircuitBreaker::state(base::SteadyTime now) const {
  if (!open_until_) return State::closed;
  return now < *open_until_ ? State::open : State::half_open;
}

std::optional<base::Duration> CircuitBreaker::shut_for(base::SteadyTime now) const {
  if (state(now) != State::open) return std::nullopt;
  return *open_until_ - now;
}

void CircuitBreaker::succeeded() {
  failures_ = 0;
  open_until_.reset();
}

void CircuitBreaker::failed(base::SteadyTime now, std::optional<base::Duration> wish) {
  ++failures_;
  base::Duration pause{};
  if (failures_ >= most_failures) pause = cool_down;
  if (wish) pause = std::max(pause, std::min(*wish, longest_wish));
  if (pause > base::Duration()) open_until_ = now + pause;
}

}  // namespace visiond::gemini
