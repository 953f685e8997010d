#include "services/inference/association.hpp"

#include "services/pipeline/intersection_over_union.hpp"

#include <algorithm>

namespace visiond::inference {
namespace {

struct Pair {
  double overlap;
  Match match;
};

}  // namespace

std::vector<Match> associate(const std::vector<Expected>& tracks, const std::vector<Expected>& detections,
                             double least) {
  std::vector<Pair> pairs;
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    for (std::size_t d = 0; d < detections.size(); ++d) {
      const double overlap = pipeline::intersection_over_union(tracks[t].box, detections[d].box);
      if (overlap > 0 && overlap >= least && tracks[t].label == detections[d].label) pairs.push_back({overlap, {t, d}});
    }
  }
  // Stable: of equal ones the older track comes first.
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.overlap > b.overlap; });
  std::vector<bool> track_taken(tracks.size()), detection_taken(detections.size());
  std::vector<Match> matches;
  for (const auto& [overlap, match] : pairs) {
    if (track_taken[match.track] || detection_taken[match.detection]) continue;
    track_taken[match.track] = detection_taken[match.detection] = true;
    matches.push_back(match);
  }
  return matches;
}

pipeline::Box buffered(const pipeline::Box& box, double part) {
  return {box.x - part * box.width, box.y - part * box.height, (1 + 2 * part) * box.width, (1 + 2 * part) * box.height};
}

}  // namespace visiond::inference
