#pragma once
// Which detection belongs to which track. Pure; thread-safe.

#include "services/pipeline/api.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace visiond::inference {

struct Expected {
  std::string label;
  pipeline::Box box;
};

struct Match {
  std::size_t track = 0, detection = 0;
};

// Pairs of one label that overlap by at least `least` (intersection over union), and at all; the best overlap first,
// each track and detection at most once. O(n·m + p log p) for p pairs that overlap enough.
std::vector<Match> associate(const std::vector<Expected>& tracks, const std::vector<Expected>& detections,
                             double least);

// Larger by `part` of its size on each side: what overlaps only then is near (Yang et al. 2023, "Hard to track objects
// with irregular motions and similar appearances? Make it easier by buffering the matching space").
pipeline::Box buffered(const pipeline::Box& box, double part);

}  // namespace visiond::inference
