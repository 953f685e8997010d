#include "services/trainer/split.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <utility>

namespace visiond::trainer {

Split split(const std::vector<std::size_t>& labels, double held_out, std::uint64_t seed) {
  std::map<std::size_t, std::vector<std::size_t>> of_class;
  for (std::size_t n = 0; n < labels.size(); ++n) of_class[labels[n]].push_back(n);
  Split split;
  std::mt19937_64 random(seed);
  for (auto& [label, members] : of_class) {
    // Fisher and Yates; std::shuffle and the distributions differ from library to library.
    for (auto left = members.size(); left > 1; --left) std::swap(members[left - 1], members[random() % left]);
    const auto wanted = std::lround(static_cast<double>(members.size()) * held_out);
    const auto kept = std::clamp<std::ptrdiff_t>(wanted, 1, std::ssize(members) - 1);
    split.held_out.insert(split.held_out.end(), members.begin(), members.begin() + kept);
    split.learned.insert(split.learned.end(), members.begin() + kept, members.end());
  }
  std::sort(split.learned.begin(), split.learned.end());
  std::sort(split.held_out.begin(), split.held_out.end());
  return split;
}

}  // namespace visiond::trainer
