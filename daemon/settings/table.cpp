#include "daemon/settings/table.hpp"

#include <stdexcept>

namespace visiond::settings::detail {

Setting make_setting(std::string name, Type type) {
  Setting setting;
  setting.name = std::move(name);
  setting.type = type;
  return setting;
}

Setting make_integer_setting(std::string name, std::int64_t low, std::int64_t high) {
  Setting setting = make_setting(std::move(name), Type::integer);
  setting.minimum = static_cast<double>(low);
  setting.maximum = static_cast<double>(high);
  return setting;
}

Setting make_choice_setting(std::string name, std::vector<std::string> choices) {
  Setting setting = make_setting(std::move(name), Type::string);
  setting.choices = std::move(choices);
  return setting;
}

Setting make_collection_setting(std::string name, Type type, Type element) {
  Setting setting = make_setting(std::move(name), type);
  setting.element = element;
  return setting;
}

Section make_section(SectionHead head, std::vector<Setting> settings) {
  return with_checked_defaults({.name = std::move(head.name),
                                .description = std::move(head.description),
                                .priority = head.priority,
                                .dependencies = std::move(head.dependencies),
                                .settings = std::move(settings)});
}

const json::value& member(const json::object& full_section, const std::string& section, const std::string& name) {
  if (const json::value* value = full_section.if_contains(name)) return *value;
  throw std::logic_error("the full section lacks " + section + "." + name);
}

std::size_t choice_index(const json::value& value, const std::vector<std::string>& choices) {
  const std::string text = read_string(value);
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (choices[i] == text) return i;
  throw std::logic_error("a value passed validation although it is none of its choices");
}

std::string read_string(const json::value& value) { return std::string(std::string_view(value.as_string())); }

std::vector<std::string> read_strings(const json::value& value) {
  std::vector<std::string> result;
  for (const auto& each : value.as_array()) result.push_back(read_string(each));
  return result;
}

std::map<std::string, double> read_numbers(const json::value& value) {
  std::map<std::string, double> result;
  for (const auto& each : value.as_object()) result.emplace(each.key(), each.value().to_number<double>());
  return result;
}

}  // namespace visiond::settings::detail
