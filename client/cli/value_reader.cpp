#include "client/cli/value_reader.hpp"

#include "client/cli/usage_error.hpp"
#include "client/lib/value.hpp"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>

namespace visiond::cli {
namespace {

using google::protobuf::Value;
using v1::SettingsSchema;

Value text_value(std::string_view text) {
  Value value;
  value.set_string_value(text.data(), text.size());
  return value;
}

Value guess(const std::string& text) {
  const auto parsed = settings::read_json(text);
  // A bare null would put the setting back to its default, which is what unset is for.
  return parsed && !parsed->is_null() ? client::to_proto(*parsed) : text_value(text);
}

std::optional<Value> read_bool(std::string_view text) {
  for (const auto& [name, meaning] :
       {std::pair{"true", true}, {"on", true}, {"yes", true}, {"false", false}, {"off", false}, {"no", false}}) {
    if (text != name) continue;
    Value value;
    value.set_bool_value(meaning);
    return value;
  }
  return std::nullopt;
}

std::optional<Value> read_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  Value value;
  value.set_number_value(number);
  return value;
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

Value read_list(const std::string& text) {
  if (trim(text).starts_with('[')) return guess(text);
  Value value;
  auto* list = value.mutable_list_value();
  std::string_view rest = text;
  while (!trim(rest).empty()) {
    const auto comma = rest.find(',');
    *list->add_values() = text_value(trim(rest.substr(0, comma)));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  return value;
}

}  // namespace

Value read_value(SettingType type, const std::string& text) {
  switch (type) {
    case SettingsSchema::Setting::TYPE_STRING:
      return text_value(text);
    case SettingsSchema::Setting::TYPE_BOOL:
      if (auto value = read_bool(text)) return *value;
      return guess(text);
    case SettingsSchema::Setting::TYPE_INTEGER:
    case SettingsSchema::Setting::TYPE_NUMBER:
      if (auto value = read_number(text)) return *value;
      return guess(text);
    case SettingsSchema::Setting::TYPE_LIST:
      return read_list(text);
    default:
      return guess(text);
  }
}

std::string read_file(const std::string& name, std::istream& in) {
  std::ostringstream content;
  if (name == "-") {
    content << in.rdbuf();
    return content.str();
  }
  std::error_code error;
  // A folder opens, and fails on reading only.
  if (std::filesystem::is_directory(name, error))
    throw UsageError("The file " + name + " cannot be read: it is a folder");
  std::ifstream file(name, std::ios::binary);
  if (!file.is_open()) throw UsageError("The file " + name + " cannot be read: " + std::strerror(errno));
  content << file.rdbuf();
  if (file.bad()) throw UsageError("The file " + name + " cannot be read: reading it failed");
  return content.str();
}

std::string expand_file(const std::string& text, std::istream& in) {
  if (text.starts_with("@@")) return text.substr(1);
  if (!text.starts_with('@')) return text;
  std::string content = read_file(text.substr(1), in);
  if (content.ends_with('\n')) content.pop_back();
  if (content.ends_with('\r')) content.pop_back();
  return content;
}

}  // namespace visiond::cli
