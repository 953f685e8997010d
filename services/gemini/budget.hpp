#pragma once
// How many requests may be sent. Pure; thread-safe.

#include "daemon/base/clock.hpp"
#include "daemon/base/error.hpp"

#include <cstdint>
#include <optional>

namespace visiond::gemini {

struct Budget {
  std::int64_t a_minute = 0, a_day = 0;  // requests
};

// What was used up in the minute and the day (UTC) of some moment.
struct Usage {
  std::int64_t this_minute = 0, today = 0;           // requests
  std::int64_t input_tokens = 0, output_tokens = 0;  // today
};

// BUDGET_EXHAUSTED with which one, and when it is free again; nothing where one more request may be sent.
std::optional<base::Error> over_budget(const Usage& usage, const Budget& budget, base::WallTime now);

}  // namespace visiond::gemini
