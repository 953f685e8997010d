#include "services/detection/polygon.hpp"

#include "daemon/settings/path.hpp"

#include <cmath>
#include <optional>

namespace visiond::detection {

namespace json = boost::json;

namespace {

constexpr std::size_t fewest = 3, most = 64;
// A ten-thousandth of a percent of the frame: less than a pixel of any camera.
constexpr double smallest_area = 1e-6;

std::optional<Polygon> read_polygon(const json::value& value) {
  const auto* points = value.if_array();
  if (points == nullptr) return std::nullopt;
  Polygon polygon;
  for (const auto& point : *points) {
    const auto* pair = point.if_array();
    if (pair == nullptr || pair->size() != 2 || !pair->front().is_number() || !pair->back().is_number())
      return std::nullopt;
    polygon.emplace_back(pair->front().to_number<double>(), pair->back().to_number<double>());
  }
  return polygon;
}

std::string mistake_in(const json::value& value) {
  const auto polygon = read_polygon(value);
  if (!polygon) return "a polygon is a list of points, as in [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]";
  if (polygon->size() < fewest || polygon->size() > most)
    return std::to_string(polygon->size()) + " points do not make a polygon; it has 3 to 64";
  for (const auto& [x, y] : *polygon) {
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) return "a point lies outside the frame; x and y are 0 to 1";
  }
  if (area(*polygon) < smallest_area) return "the polygon has no area";
  return {};
}

}  // namespace

bool contains(const Polygon& polygon, double x, double y) {
  bool inside = false;
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    const auto& [xi, yi] = polygon[i];
    const auto& [xj, yj] = polygon[j];
    if ((yi > y) != (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

double area(const Polygon& polygon) {
  double twice = 0;
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++)
    twice += polygon[j].first * polygon[i].second - polygon[i].first * polygon[j].second;
  return std::abs(twice) / 2;
}

std::vector<settings::Violation> check_polygons(const std::string& path, const json::value& map) {
  std::vector<settings::Violation> violations;
  for (const auto& [name, value] : map.as_object()) {
    auto mistake = mistake_in(value);
    if (mistake.empty()) continue;
    violations.push_back(
        {settings::child_path(path, std::string(name)), base::ErrorCode::invalid_setting, std::move(mistake)});
  }
  return violations;
}

std::map<std::string, Polygon> read_polygons(const json::value& map) {
  std::map<std::string, Polygon> polygons;
  for (const auto& [name, value] : map.as_object()) polygons[std::string(name)] = *read_polygon(value);
  return polygons;
}

}  // namespace visiond::detection
