#include "client/cli/assignment.hpp"
#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/render_settings.hpp"
#include "client/lib/value.hpp"
#include "daemon/settings/path.hpp"

#include <memory>

namespace visiond::cli {
namespace {

// "camera", "camera.width", …: what PATH could have meant.
std::vector<std::string> known_paths(const google::protobuf::Struct& settings) {
  std::vector<std::string> paths;
  for (const auto& section : client::to_json(settings)) {
    paths.push_back(settings::format_path({section.key()}));
    if (!section.value().is_object()) continue;
    for (const auto& setting : section.value().get_object())
      paths.push_back(settings::format_path({section.key(), setting.key()}));
  }
  return paths;
}

ExitCode get(Context& context, const std::string& path) {
  const auto keys = path.empty() ? std::vector<std::string>{} : read_path(path);
  const auto revision = context.session().get_settings();
  if (!revision) return context.fail(revision.error());
  const auto* value = keys.empty() ? nullptr : client::find(revision->settings(), keys);
  if (!keys.empty() && value == nullptr) return context.fail_unknown_path(path, known_paths(revision->settings()));
  if (context.json()) return value != nullptr ? context.print_json(*value) : context.print_json(*revision);
  const auto schema = context.session().describe_settings();
  if (!schema) return context.fail(schema.error());
  render_settings(context.out(), *revision, *schema, keys, context.style());
  return ExitCode::done;
}

}  // namespace

void add_get(CommandLine& line) {
  auto path = std::make_shared<std::string>();
  auto& command = line.add("get", "Show the running settings: all, a section, one setting, or a map's key",
                           [path](Context& context) { return get(context, *path); });
  command.add_option("PATH", *path, "As in camera, camera.width or detection.class_confidence[\"traffic light\"]");
}

}  // namespace visiond::cli
