#pragma once
// The camera section: its struct and its table. Immutable; thread-safe.

#include "daemon/settings/table.hpp"

#include <string>

namespace visiond::camera {

enum class Flip { none, horizontal, vertical, both };

struct CameraSettings {
  bool enabled = true;
  std::string name{};
  std::string source{};
  int width = 0;   // px; 0: the source's own
  int height = 0;  // px; 0: the source's own
  double fps = 0;  // 1/s; 0: the source's own
  double brightness = 0;
  double contrast = 1;
  int rotate = 0;  // degrees clockwise
  Flip flip = Flip::none;
  int frame_timeout_ms = 5000;
  int reconnect_initial_ms = 500;
  int reconnect_max_ms = 30000;
  int queue_frames = 2;
};

const settings::Table<CameraSettings>& camera_table();

}  // namespace visiond::camera
