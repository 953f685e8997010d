#pragma once
// The ui section: its struct and its table. Immutable; thread-safe.

#include "daemon/settings/table.hpp"

#include <string>

namespace visiond::ui {

enum class Theme { system, light, dark };

struct UiSettings {
  Theme theme = Theme::system;
  std::string language = "en";  // BCP 47
  int preview_fps = 10;
  int preview_quality = 70;  // JPEG, 1 to 100
  bool show_boxes = true;
  bool show_labels = true;
  bool show_zones = true;
};

const settings::Table<UiSettings>& ui_table();

}  // namespace visiond::ui
