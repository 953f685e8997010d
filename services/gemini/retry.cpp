#include "services/gemini/retry.hpp"

#include <algorithm>
#include <chrono>

namespace visiond::gemini {

std::optional<base::Duration> pause_before_next(const Attempted& so_far, int most_attempts, base::Duration left,
                                                double random) {
  constexpr base::Duration first = std::chrono::milliseconds(500);
  constexpr int most_doublings = 5;
  if (!may_be_repeated(so_far.outcome) || so_far.attempts >= most_attempts) return std::nullopt;
  const auto whole = first * (1 << std::min(so_far.attempts - 1, most_doublings));
  const auto jittered = std::chrono::duration_cast<base::Duration>(whole * (1 - random / 2));
  const auto pause = std::max(jittered, so_far.retry_after.value_or(base::Duration()));
  if (pause >= left) return std::nullopt;
  return pause;
}

}  // namespace visiond::gemini
