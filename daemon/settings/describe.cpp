#include "daemon/settings/describe.hpp"

#include "daemon/settings/json_text.hpp"

namespace visiond::settings {
namespace {

std::string number_text(double value) {
  std::string text;
  append_number(text, value);
  return text;
}

// "0 or 160 to 7680 px", with `between` for " to "; empty where every number is right.
std::string range_text(const Setting& setting, std::string_view between) {
  std::string text;
  if (setting.minimum && setting.maximum)
    text = number_text(*setting.minimum).append(between) + number_text(*setting.maximum);
  else if (setting.minimum)
    text = "at least " + number_text(*setting.minimum);
  else if (setting.maximum)
    text = "at most " + number_text(*setting.maximum);
  if (text.empty()) return text;
  if (setting.zero_allowed) text.insert(0, "0 or ");
  return setting.unit.empty() ? text : text + " " + setting.unit;
}

std::string listed(const Setting& setting) {
  const auto& choices = setting.choices;
  std::string text;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) text += i + 1 == choices.size() ? " or " : ", ";
    text += choices[i].empty() ? "\"\"" : choices[i];
  }
  return setting.unit.empty() ? text : text + " " + setting.unit;
}

std::string joined(const std::vector<std::string>& choices) {
  std::string text;
  for (const auto& choice : choices) text += (text.empty() ? "" : " | ") + choice;
  return text;
}

std::string_view format_text(Format format) {
  switch (format) {
    case Format::text:
      return "";
    case Format::uri:
      return "URI without user information";
    case Format::credential_reference:
      return "env:NAME, file:PATH or credential:NAME";
    case Format::model_reference:
      return "id@version";
    case Format::language_tag:
      return "BCP 47 tag";
  }
  return "";
}

std::string lower(std::string_view name) {
  std::string text(name);
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string type_text(const Setting& setting) {
  const std::string type = lower(to_string(setting.type));
  return setting.element ? type + " of " + lower(to_string(*setting.element)) : type;
}

// A pipe would end the table's cell.
std::string cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

std::string row_text(const Section& section, const Setting& setting) {
  const std::string range = describe_range(setting);
  const std::string unit = range.empty() && !setting.unit.empty() ? setting.unit : range;
  return "| `" + section.name + "." + setting.name + "` | " + type_text(setting) + " | " + cell(unit) + " | `" +
         cell(write_json(setting.default_value)) + "` | " + std::string(to_string(setting.update_kind)) + " | " +
         cell(setting.description) + " |\n";
}

}  // namespace

std::string describe_range(const Setting& setting) {
  std::string text = setting.choices.empty() ? range_text(setting, "–") : joined(setting.choices);
  if (!setting.choices.empty() && !setting.unit.empty()) text += " " + setting.unit;
  if (text.empty()) text = format_text(setting.format);
  if (text.empty() && setting.max_length != Setting().max_length)
    text = "at most " + std::to_string(setting.max_length) + " bytes";
  return !text.empty() && setting.element ? "each " + text : text;
}

std::string describe_requirement(const Setting& setting, Type type) {
  const bool scalar = type != Type::list && type != Type::map;
  if (scalar && !setting.choices.empty()) return listed(setting);
  const std::string range = range_text(setting, " to ");
  const std::string of_numbers = range.empty() ? "" : ", " + range;
  switch (type) {
    case Type::boolean:
      return "true or false";
    case Type::integer:
      return "a whole number" + of_numbers;
    case Type::number:
      return "a number" + of_numbers;
    case Type::string:
      return "text";
    case Type::list:
      return setting.element ? "a list, each element " + describe_requirement(setting, *setting.element) : "a list";
    case Type::map:
      return setting.element ? "a map, each value " + describe_requirement(setting, *setting.element) : "a map";
  }
  return "";
}

std::string markdown(const Schema& schema) {
  std::string text;
  for (const auto& section : schema.sections()) {
    text += (text.empty() ? "## " : "\n## ") + section.name + "\n\n" + section.description + "\n\n";
    text += "Priority " + std::string(to_string(section.priority));
    if (!section.dependencies.empty()) {
      text += "; depends on ";
      for (const auto& each : section.dependencies) text += (&each == section.dependencies.data() ? "" : ", ") + each;
    }
    text += ".\n\n| setting | type | range | default | update kind | description |\n|---|---|---|---|---|---|\n";
    for (const auto& setting : section.settings) text += row_text(section, setting);
  }
  return text;
}

}  // namespace visiond::settings
