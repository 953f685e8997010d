#pragma once
// The inference section: its struct and its table. Immutable; thread-safe.

#include "daemon/settings/table.hpp"

#include <string>

namespace visiond::inference {

enum class Tracking { none, iou, kalman };

struct InferenceSettings {
  Tracking tracking = Tracking::kalman;
  int track_max_age = 45;    // frames
  int track_min_hits = 3;    // frames
  double track_iou = 0.3;    // 0 to 1
  std::string classifier{};  // id@version; empty: none
  int top_k = 3;
  double min_probability = 0.2;
};

const settings::Table<InferenceSettings>& inference_table();

}  // namespace visiond::inference
