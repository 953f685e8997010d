#include "services/gemini/utc.hpp"

#include <array>
#include <ctime>

namespace visiond::gemini {

std::string utc_text(base::WallTime time) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm broken{};
  gmtime_r(&seconds, &broken);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &broken)};
}

}  // namespace visiond::gemini
