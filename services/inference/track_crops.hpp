#pragma once
// What the newest tracks looked like: a copy of each one's part of a frame, renewed every few frames, so that it costs
// next to nothing. The oldest goes where there are too many. Owned by the composition root; thread-safe.

#include "services/inference/api.hpp"
#include "services/pipeline/api.hpp"

#include <opencv2/core/mat.hpp>

#include <cstdint>
#include <list>
#include <mutex>
#include <vector>

namespace visiond::inference {

class TrackCrops final : public CropsApi {
 public:
  static constexpr std::size_t most_tracks = 64;
  static constexpr std::int64_t pause = 10;  // frames of the source between two copies of a track
  static constexpr int longest_side = 320;   // pixels; larger ones are kept smaller

  // Of the frame with number `index` in its source, what is followed.
  void look(const cv::Mat& frame, std::int64_t index, const std::vector<pipeline::Detection>& detections);

  base::Result<std::string> crop_of(std::uint64_t track_id) const override;

 private:
  struct Crop {
    std::uint64_t track_id = 0;
    std::int64_t index = 0;
    cv::Mat picture;  // never written once it is here
  };

  mutable std::mutex mutex_;
  std::list<Crop> crops_;  // the one that was renewed last first
};

}  // namespace visiond::inference
