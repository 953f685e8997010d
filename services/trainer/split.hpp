#pragma once
// Which samples are learned from and which are kept back to judge by. Pure; thread-safe.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace visiond::trainer {

struct Split {
  std::vector<std::size_t> learned, held_out;  // indices of samples, ascending
};

// Stratified: of each class the fraction, rounded, is held out, at least one sample and not all. Every class has at
// least two. The seed decides which; the same samples in the same order are split in the same way everywhere.
Split split(const std::vector<std::size_t>& labels, double held_out, std::uint64_t seed);

}  // namespace visiond::trainer
