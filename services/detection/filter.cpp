#include "services/detection/filter.hpp"

#include <algorithm>
#include <utility>

namespace visiond::detection {
namespace {

using pipeline::Detection;

bool in_any(const std::map<std::string, Polygon>& areas, double x, double y) {
  return std::any_of(areas.begin(), areas.end(), [&](const auto& area) { return contains(area.second, x, y); });
}

bool wanted(const Detection& detection, const DetectionSettings& settings) {
  const auto own = settings.class_confidence.find(detection.label);
  if (detection.confidence < (own != settings.class_confidence.end() ? own->second : settings.confidence)) return false;
  const auto& labels = settings.labels;
  if (!labels.empty() && std::find(labels.begin(), labels.end(), detection.label) == labels.end()) return false;
  const auto& box = detection.box;
  if (box.width * box.height < settings.min_area) return false;
  return !in_any(settings.masks, box.x + box.width / 2, box.y + box.height / 2);
}

bool suppressed(const Detection& detection, const std::vector<Detection>& kept, double limit) {
  return std::any_of(kept.begin(), kept.end(), [&](const Detection& better) {
    return better.label == detection.label && intersection_over_union(better.box, detection.box) > limit;
  });
}

}  // namespace

std::vector<Detection> filter(std::vector<Detection> found, const DetectionSettings& settings) {
  std::erase_if(found, [&](const Detection& detection) { return !wanted(detection, settings); });
  std::stable_sort(found.begin(), found.end(),
                   [](const Detection& a, const Detection& b) { return a.confidence > b.confidence; });
  std::vector<Detection> kept;
  for (auto& detection : found) {
    if (kept.size() == static_cast<std::size_t>(settings.max_detections)) break;
    if (suppressed(detection, kept, settings.nms_iou)) continue;
    for (const auto& [name, zone] : settings.zones) {
      const auto& box = detection.box;
      if (contains(zone, box.x + box.width / 2, box.y + box.height / 2)) detection.zones.push_back(name);
    }
    kept.push_back(std::move(detection));
  }
  return kept;
}

}  // namespace visiond::detection
