// The JSON Schema half of describe.hpp.
#include "daemon/settings/describe.hpp"

#include <charconv>

namespace visiond::settings {
namespace {

std::string_view type_name(Type type) {
  switch (type) {
    case Type::boolean:
      return "boolean";
    case Type::integer:
      return "integer";
    case Type::number:
      return "number";
    case Type::string:
      return "string";
    case Type::list:
      return "array";
    case Type::map:
      return "object";
  }
  return "";
}

// The bound as a JSON number: whole ones without a fraction.
json::value bound(double value) {
  const auto whole = static_cast<std::int64_t>(value);
  return static_cast<double>(whole) == value ? json::value(whole) : json::value(value);
}

json::array choices(const Setting& setting, Type type) {
  json::array values;
  for (const auto& choice : setting.choices) {
    double number = 0;
    if (type == Type::integer || type == Type::number) {
      std::from_chars(choice.data(), choice.data() + choice.size(), number);
      values.push_back(bound(number));
    } else {
      values.push_back(json::value(choice));
    }
  }
  return values;
}

json::object range(const Setting& setting, Type type) {
  json::object result{{"type", type_name(type)}};
  if (setting.minimum) result["minimum"] = bound(*setting.minimum);
  if (setting.maximum) result["maximum"] = bound(*setting.maximum);
  return result;
}

json::object number_schema(const Setting& setting, Type type) {
  if (!setting.zero_allowed) return range(setting, type);
  return {{"anyOf", json::array{json::object{{"const", 0}}, range(setting, type)}}};
}

std::string_view pattern(Format format) {
  switch (format) {
    case Format::credential_reference:
      return "^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|credential:[A-Za-z0-9_-][A-Za-z0-9_.-]*)?$";
    case Format::model_reference:
      return "^([A-Za-z0-9][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9_.-]*)?$";
    case Format::language_tag:
      return "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$";
    case Format::text:
    case Format::uri:
      return "";
  }
  return "";
}

json::object scalar_schema(const Setting& setting, Type type) {
  if (!setting.choices.empty()) return {{"type", type_name(type)}, {"enum", choices(setting, type)}};
  if (type == Type::integer || type == Type::number) return number_schema(setting, type);
  json::object result{{"type", type_name(type)}};
  if (type == Type::string && !pattern(setting.format).empty()) result["pattern"] = pattern(setting.format);
  // A bound in characters: never less than the setting's bound in bytes allows.
  if (type == Type::string) result["maxLength"] = setting.max_length;
  return result;
}

json::object setting_schema(const Setting& setting) {
  json::object result;
  if (setting.type == Type::list || setting.type == Type::map) {
    result["type"] = type_name(setting.type);
    if (setting.element)
      result[setting.type == Type::list ? "items" : "additionalProperties"] = scalar_schema(setting, *setting.element);
  } else {
    result = scalar_schema(setting, setting.type);
  }
  result["default"] = setting.default_value;
  std::string description = setting.description;
  if (!setting.unit.empty()) description += (description.empty() ? "(" : " (") + setting.unit + ")";
  result["description"] = description;
  return result;
}

}  // namespace

json::object json_schema(const Schema& schema) {
  json::object sections;
  for (const auto& section : schema.sections()) {
    json::object settings;
    for (const auto& setting : section.settings) settings[setting.name] = setting_schema(setting);
    sections[section.name] = json::object{{"type", "object"},
                                          {"description", section.description},
                                          {"additionalProperties", false},
                                          {"properties", std::move(settings)}};
  }
  return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
          {"title", "visiond settings"},
          {"type", "object"},
          {"additionalProperties", false},
          {"properties", std::move(sections)}};
}

}  // namespace visiond::settings
