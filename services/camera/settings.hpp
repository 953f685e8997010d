#pragma once
// The camera section: its struct and its table. Immutable; thread-safe.

#include "daemon/settings/table.hpp"
#include "services/camera/video_source.hpp"

#include <string>

namespace visiond::camera {

enum class Flip { none, horizontal, vertical, both };

struct CameraSettings {
  bool enabled = true;
  std::string name{};
  std::string source{};
  std::string username{};
  std::string password_ref{};
  Transport rtsp_transport = Transport::tcp;
  int width = 0;   // px; 0: the source's own
  int height = 0;  // px; 0: the source's own
  double fps = 0;  // 1/s; 0: the source's own
  PixelFormat pixel_format = PixelFormat::automatic;
  int exposure_us = 0;  // µs; 0: the device's own
  int gain = 0;         // 0: the device's own
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
