#include "daemon/base/metric.hpp"

#include <algorithm>
#include <chrono>

namespace visiond::base {

void Histogram::observe(Duration duration) {
  const double seconds = std::chrono::duration<double>(std::max(duration, Duration{})).count();
  const auto* bucket = std::lower_bound(upper_bounds.begin(), upper_bounds.end(), seconds);
  ++counts_[static_cast<std::size_t>(bucket - upper_bounds.begin())];
  ++count_;
  sum_ += seconds;
}

Histogram::Counts Histogram::cumulative() const {
  auto counts = counts_;
  for (std::size_t n = 1; n < counts.size(); ++n) counts[n] += counts[n - 1];
  return counts;
}

std::string_view to_string(MetricType type) {
  constexpr std::array<std::string_view, 3> names = {"counter", "gauge", "histogram"};
  return names.at(static_cast<std::size_t>(type));
}

}  // namespace visiond::base
