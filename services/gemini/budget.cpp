#include "services/gemini/budget.hpp"

#include "services/gemini/utc.hpp"

#include <chrono>
#include <string>

namespace visiond::gemini {
namespace {

base::Error exhausted(const std::string& setting, std::int64_t most, const std::string& span, base::WallTime free) {
  return {base::ErrorCode::budget_exhausted, "gemini." + setting,
          "all " + std::to_string(most) + " requests of this " + span + " are used up (gemini." + setting + "); " +
              (most > 0 ? "there are new ones from " + utc_text(free) + " on" : "0 lets none through")};
}

}  // namespace

std::optional<base::Error> over_budget(const Usage& usage, const Budget& budget, base::WallTime now) {
  using std::chrono::days;
  using std::chrono::minutes;
  if (usage.today >= budget.a_day)
    return exhausted("daily_budget", budget.a_day, "day", base::WallTime(days(day_of(now) + 1)));
  if (usage.this_minute >= budget.a_minute)
    return exhausted("requests_per_min", budget.a_minute, "minute", base::WallTime(minutes(minute_of(now) + 1)));
  return std::nullopt;
}

}  // namespace visiond::gemini
