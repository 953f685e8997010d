#include "daemon/app/config.hpp"

#include "daemon/app/address.hpp"
#include "daemon/app/text_positions.hpp"
#include "daemon/settings/json_text.hpp"
#include "daemon/settings/path.hpp"
#include "daemon/settings/validation.hpp"

#include <algorithm>
#include <utility>

namespace visiond::app {

namespace json = boost::json;
using settings::row;
using settings::Violation;

namespace {

std::vector<Violation> check_addresses(const std::string& path, const json::value& value) {
  std::vector<Violation> violations;
  const auto& addresses = value.as_array();
  if (addresses.empty())
    violations.push_back({.path = path, .message = "the list is empty; name at least one address"});
  for (std::size_t i = 0; i < addresses.size(); ++i)
    if (auto mistake = address_mistake(addresses[i].as_string()))
      violations.push_back({.path = path + "[" + std::to_string(i) + "]", .message = std::move(*mistake)});
  return violations;
}

std::vector<Violation> check_folder(const std::string& path, const json::value& value) {
  if (!value.as_string().empty()) return {};
  return {{.path = path, .message = "the value is empty; it must be the path of a folder"}};
}

std::vector<Violation> check_allowed(const std::string& path, const json::value& value) {
  std::vector<Violation> violations;
  const auto& folders = value.as_array();
  for (std::size_t i = 0; i < folders.size(); ++i)
    if (!folders[i].as_string().starts_with('/'))
      violations.push_back({.path = path + "[" + std::to_string(i) + "]",
                            .message = "the value must be the path of a folder, from / on"});
  return violations;
}

std::string unknown_key(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& each : config_table().section().settings) names.push_back(each.name);
  const std::string meant = settings::nearest(name, names);
  if (!meant.empty()) return "there is no such key; did you mean " + meant + "?";
  std::string text = "there is no such key; the keys are";
  for (const auto& each : names) text += (&each == names.data() ? " " : ", ") + each;
  return text;
}

struct Mistake {
  TextPosition position;
  std::string message;
};

base::Error all_of(std::vector<Mistake> mistakes, const std::string& file) {
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const Mistake& a, const Mistake& b) { return a.position < b.position; });
  std::string text;
  for (const auto& each : mistakes) {
    if (!text.empty()) text += '\n';
    text += file + ":" + std::to_string(each.position.line) + ":" + std::to_string(each.position.column) + ": " +
            each.message;
  }
  return {base::ErrorCode::invalid_setting, file, std::move(text)};
}

}  // namespace

const settings::Table<Config>& config_table() {
  static const settings::Table<Config> table{
      {.name = "config", .description = "The process's own set-up"},
      {
          row(&Config::listen, "listen")
              .preset({"unix:/run/visiond/visiond.sock", "127.0.0.1:7740"})
              .check(check_addresses)
              .text("Addresses for gRPC, each unix:PATH or HOST:PORT"),
          row(&Config::state_dir, "state_dir")
              .preset("/var/lib/visiond")
              .check(check_folder)
              .text("Folder of the store"),
          row(&Config::models_dir, "models_dir")
              .preset("/var/lib/visiond/models")
              .check(check_folder)
              .text("Folder of the models, MODELS_DIR/id/version"),
          row(&Config::allowed_paths, "allowed_paths")
              .check(check_allowed)
              .text("Folders that models may be installed from; none: the one that models_dir lies in"),
          row(&Config::model_catalogue, "model_catalogue")
              .preset("/etc/visiond/models.json")
              .text("File that names models to download; it may be missing"),
          row(&Config::compute_threads, "compute_threads")
              .range(0, 1024)
              .text("Threads that detectors may use together; 0: one a processor"),
          row(&Config::allow_fault_options, "allow_fault_options")
              .text("Whether sources may carry options that break them on purpose"),
      }};
  return table;
}

base::Result<Config> read_config(std::string_view text, const std::string& file) {
  const auto document = settings::read_json(text, {.comments = true, .file = file});
  if (!document) return document.error();
  const auto positions = text_positions(text);
  const auto* members = document->if_object();
  if (members == nullptr)
    return all_of({{positions.at("").value, "the file must hold one JSON object, as in {\"listen\": […]}"}}, file);

  const auto& section = config_table().section();
  std::vector<Mistake> mistakes;
  json::object full;
  for (const auto& setting : section.settings) full.emplace(setting.name, setting.default_value);
  for (const auto& member : *members) {
    const std::string name = member.key();
    const std::string path = settings::format_path({name});
    const auto* setting = section.find(name);
    if (setting == nullptr) {
      mistakes.push_back({positions.at(path).key, path + ": " + unknown_key(name)});
      continue;
    }
    std::vector<Violation> violations;
    full[name] = settings::check_value(*setting, path, member.value(), violations);
    for (const auto& each : violations) {
      const auto found = positions.find(each.path);
      mistakes.push_back(
          {(found == positions.end() ? positions.at(path) : found->second).value, each.path + ": " + each.message});
    }
  }
  if (!mistakes.empty()) return all_of(std::move(mistakes), file);
  return config_table().parse(full);
}

}  // namespace visiond::app
