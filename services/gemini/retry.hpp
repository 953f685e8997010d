#pragma once
// Whether a request is sent once more, and when. Pure; thread-safe.

#include "daemon/base/clock.hpp"
#include "services/gemini/outcome.hpp"

#include <optional>

namespace visiond::gemini {

struct Attempted {
  int attempts = 1;
  Outcome outcome = Outcome::answered;          // of the last one
  std::optional<base::Duration> retry_after{};  // as the server asked
};

// The pause before the next attempt; nothing where there is to be none: not for that outcome, no attempts are left, or
// it would begin after `left` of the time-out. It doubles from 500 ms to 16 s, of which `random` (0 to 1) takes up to a
// half away, so that many who failed together do not come back together; a server's wish counts where it is longer.
std::optional<base::Duration> pause_before_next(const Attempted& so_far, int most_attempts, base::Duration left,
                                                double random);

}  // namespace visiond::gemini
