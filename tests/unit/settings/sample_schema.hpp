#pragma once
// A small schema with one setting of every sort, after the real ones. Immutable.

#include "daemon/settings/schema.hpp"

namespace visiond::settings {

inline Setting sample(std::string name, Type type, json::value preset) {
  Setting setting;
  setting.name = std::move(name);
  setting.type = type;
  setting.default_value = std::move(preset);
  return setting;
}

inline Setting sample(std::string name, Type type, json::value preset, double low, double high) {
  Setting setting = sample(std::move(name), type, std::move(preset));
  setting.minimum = low;
  setting.maximum = high;
  return setting;
}

inline Section sample_camera() {
  Setting width = sample("width", Type::integer, 0, 160, 7680);
  width.zero_allowed = true;
  width.unit = "px";
  width.description = "Width";
  width.update_kind = UpdateKind::restart;
  Setting source = sample("source", Type::string, "synthetic:");
  source.format = Format::uri;
  source.update_kind = UpdateKind::restart;
  Setting password = sample("password_ref", Type::string, "");
  password.format = Format::credential_reference;
  Setting transport = sample("rtsp_transport", Type::string, "tcp");
  transport.choices = {"tcp", "udp"};
  Setting rotate = sample("rotate", Type::integer, 0);
  rotate.choices = {"0", "90", "180", "270"};
  rotate.unit = "°";
  Setting name = sample("name", Type::string, "");
  name.max_length = 100;
  return {.name = "camera",
          .description = "Where frames come from",
          .priority = Priority::critical,
          .settings = {sample("enabled", Type::boolean, true), width, source, password, transport, rotate, name}};
}

inline Section sample_detection() {
  Setting confidence = sample("confidence", Type::number, 0.5, 0, 1);
  confidence.update_kind = UpdateKind::hot_reload;
  confidence.description = "Least confidence of a detection";
  Setting class_confidence = sample("class_confidence", Type::map, json::object(), 0, 1);
  class_confidence.element = Type::number;
  class_confidence.update_kind = UpdateKind::hot_reload;
  Setting labels = sample("labels", Type::list, json::array());
  labels.element = Type::string;
  Setting model = sample("model", Type::string, "");
  model.format = Format::model_reference;
  Setting zones = sample("zones", Type::map, json::object());
  zones.never_falls_back = true;
  zones.check = [](const std::string& path, const json::value& value) {
    std::vector<Violation> violations;
    for (const auto& zone : value.as_object())
      if (!zone.value().is_array())
        violations.push_back({path, base::ErrorCode::invalid_setting, "a zone must be a polygon"});
    return violations;
  };
  return {.name = "detection",
          .description = "What is found",
          .priority = Priority::high,
          .dependencies = {"camera"},
          .settings = {confidence, class_confidence, labels, model, zones}};
}

inline Schema sample_schema() {
  Setting language = sample("language", Type::string, "en");
  language.format = Format::language_tag;
  return Schema({sample_camera(), sample_detection(), {.name = "ui", .settings = {language}}});
}

}  // namespace visiond::settings
