#pragma once
// The detection section: its struct and its table. Immutable; thread-safe.

#include "daemon/settings/table.hpp"
#include "services/detection/polygon.hpp"

#include <map>
#include <string>
#include <vector>

namespace visiond::detection {

enum class Backend { motion, cascade, hog, dnn };

struct DetectionSettings {
  bool enabled = true;
  Backend backend = Backend::motion;
  std::string model{};                    // id@version, of cascade and dnn
  int input_width = 0, input_height = 0;  // pixels; 0: the model's
  double confidence = 0.5;
  std::map<std::string, double> class_confidence{};
  double nms_iou = 0.45;
  std::vector<std::string> labels{};  // empty: all
  double min_area = 0;                // of the frame
  int max_detections = 100;
  std::map<std::string, Polygon> zones{};
  std::map<std::string, Polygon> masks{};
  double max_fps = 0;  // 0: every frame
  int motion_threshold = 25;
  int motion_history = 500;  // frames
};

const settings::Table<DetectionSettings>& detection_table();

}  // namespace visiond::detection
