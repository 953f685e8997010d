#pragma once
// How much may be kept for training. Values.

#include <cstddef>
#include <cstdint>

namespace visiond::training {

struct Limits {
  std::size_t sample_bytes = 1'000'000;
  std::uint64_t pixels = std::uint64_t{1} << 24;
  std::uint64_t samples = 100'000;
  std::uint64_t bytes = std::uint64_t{4} << 30;  // of all samples
  std::uint64_t runs = 100;                      // whose outcome is kept
};

}  // namespace visiond::training
