#include "services/inference/track_crops.hpp"

#include "services/inference/pixels_of.hpp"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <utility>

namespace visiond::inference {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

cv::Mat copy_of(const cv::Mat& part) {
  const int longest = std::max(part.cols, part.rows);
  if (longest <= TrackCrops::longest_side) return part.clone();
  const double ratio = TrackCrops::longest_side / static_cast<double>(longest);
  cv::Mat smaller;
  cv::resize(part, smaller, {}, ratio, ratio, cv::INTER_AREA);
  return smaller;
}

}  // namespace

void TrackCrops::look(const cv::Mat& frame, std::int64_t index, const std::vector<pipeline::Detection>& detections) {
  for (const auto& detection : detections) {
    if (detection.track_id == 0) continue;
    const auto place = pixels_of(detection.box, frame.size());
    if (place.empty()) continue;
    const std::lock_guard lock(mutex_);
    auto crop = std::find_if(crops_.begin(), crops_.end(),
                             [&](const Crop& each) { return each.track_id == detection.track_id; });
    // A source that began anew counts from the start.
    if (crop != crops_.end() && index >= crop->index && index - crop->index < pause) continue;
    if (crop == crops_.end()) crop = crops_.insert(crops_.begin(), Crop{detection.track_id, index, {}});
    crops_.splice(crops_.begin(), crops_, crop);
    crop->index = index;
    crop->picture = copy_of(frame(place));
    if (crops_.size() > most_tracks) crops_.pop_back();
  }
}

Result<std::string> TrackCrops::crop_of(std::uint64_t track_id) const {
  cv::Mat picture;
  {
    const std::lock_guard lock(mutex_);
    const auto crop =
        std::find_if(crops_.begin(), crops_.end(), [&](const Crop& each) { return each.track_id == track_id; });
    if (crop != crops_.end()) picture = crop->picture;
  }
  if (picture.empty()) {
    return Error{ErrorCode::no_such_track, "track_id",
                 "there is no picture of a track " + std::to_string(track_id) + "; the newest " +
                     std::to_string(most_tracks) + " tracks have one, while inference.tracking is on"};
  }
  std::vector<unsigned char> png;
  cv::imencode(".png", picture, png);
  return std::string(png.begin(), png.end());
}

}  // namespace visiond::inference
