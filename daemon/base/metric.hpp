#pragma once
// Figures as Prometheus understands them: families with labels and values. Values; no thread word of their own.

#include "daemon/base/clock.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace visiond::base {

enum class MetricType { counter, gauge, histogram };

// What all metrics of one name have in common.
struct MetricFamily {
  std::string_view name;
  MetricType type;
  std::string_view unit;    // "seconds", "bytes", or empty for a number
  std::string_view labels;  // their names, a blank between two
  std::string_view help;
};

// Durations by their size.
class Histogram {
 public:
  // Seconds; a bucket takes in what is up to and including its bound. Behind the last one stands infinity.
  static constexpr std::array<double, 14> upper_bounds{1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2,
                                                       3e-2, 0.1,  0.3,  1,    3,    10,   30};
  using Counts = std::array<std::uint64_t, upper_bounds.size() + 1>;

  // Less than nothing counts as nothing: a clock was set back meanwhile.
  void observe(Duration duration);

  std::uint64_t count() const { return count_; }
  double sum() const { return sum_; }  // seconds
  // How many are up to and including each bound; the last one is count().
  Counts cumulative() const;

 private:
  Counts counts_{};
  std::uint64_t count_ = 0;
  double sum_ = 0;
};

using Labels = std::map<std::string, std::string>;

struct Metric {
  const MetricFamily* family = nullptr;  // of the catalogue
  Labels labels{};
  double value = 0;                      // of counters and gauges
  std::optional<Histogram> histogram{};  // of histograms
};

// "counter", "gauge", "histogram".
std::string_view to_string(MetricType type);

}  // namespace visiond::base
