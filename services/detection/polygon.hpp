#pragma once
// Zones and masks: polygons in the frame's own measure, 0 to 1 from the top left. Pure functions; thread-safe.

#include "daemon/settings/schema.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace visiond::detection {

using Polygon = std::vector<std::pair<double, double>>;

// Even-odd rule; points on the edge may fall on either side.
bool contains(const Polygon& polygon, double x, double y);

// The shoelace formula.
double area(const Polygon& polygon);

// Every mistake in a map of name → [[x, y], …]: 3 to 64 points, all in 0 to 1, and an area.
std::vector<settings::Violation> check_polygons(const std::string& path, const settings::json::value& map);

// A checked map.
std::map<std::string, Polygon> read_polygons(const settings::json::value& map);

}  // namespace visiond::detection
