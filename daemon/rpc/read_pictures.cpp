#include "daemon/rpc/read_pictures.hpp"

#include "daemon/settings/json_text.hpp"

#include <cmath>
#include <string>

namespace visiond::rpc {

using base::Result;
using pipeline::PictureOptions;

namespace {

constexpr int usual_quality = 80;
constexpr int best_quality = 100;
constexpr int least_width = 16;
constexpr int most_width = 7680;
constexpr double most_fps = 240;

base::Error wrong(const std::string& field, const std::string& is, const std::string& right) {
  return {base::ErrorCode::invalid_request, field, field + " is " + is + "; it must be " + right};
}

Result<int> read_quality(int quality) {
  if (quality < 0 || quality > best_quality)
    return wrong("quality", std::to_string(quality), "1 to 100, or 0 for " + std::to_string(usual_quality));
  return quality == 0 ? usual_quality : quality;
}

}  // namespace

Result<PictureOptions> read_request(const v1::StreamFramesRequest& message) {
  const double fps = message.max_fps();
  if (!(fps >= 0 && fps <= most_fps))
    return wrong("max_fps", std::isnan(fps) ? "no number" : settings::write_json(fps),
                 "0 (every frame) to 240 frames per second");
  const auto quality = read_quality(message.quality());
  if (!quality) return quality.error();
  const int width = message.max_width();
  if (width != 0 && (width < least_width || width > most_width))
    return wrong("max_width", std::to_string(width), "16 to 7680 pixels, or 0 for frames as they are");
  return PictureOptions{.max_fps = fps, .quality = *quality, .max_width = width};
}

Result<PictureOptions> read_request(const v1::GetSnapshotRequest& message) {
  const auto quality = read_quality(message.quality());
  if (!quality) return quality.error();
  return PictureOptions{.quality = *quality, .draw_boxes = message.draw_boxes()};
}

}  // namespace visiond::rpc
