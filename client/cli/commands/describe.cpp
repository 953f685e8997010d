#include "client/cli/assignment.hpp"
#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/render_settings.hpp"
#include "client/cli/schema_index.hpp"
#include "daemon/settings/json_text.hpp"
#include "daemon/settings/path.hpp"

#include <memory>

namespace visiond::cli {
namespace {

struct DescribeOptions {
  std::string path;
  bool json_schema = false;
  bool paths = false;
};

// The part of the JSON Schema that PATH leads to.
const boost::json::value* part_of(const boost::json::value& schema, const std::vector<std::string>& keys) {
  const boost::json::value* part = &schema;
  for (const auto& key : keys) {
    const auto* object = part->if_object();
    const auto* properties = object != nullptr ? object->if_contains("properties") : nullptr;
    part = properties != nullptr && properties->is_object() ? properties->get_object().if_contains(key) : nullptr;
    if (part == nullptr) return nullptr;
  }
  return part;
}

ExitCode print_json_schema(Context& context, const v1::SettingsSchema& schema, const std::vector<std::string>& keys) {
  const auto parsed = settings::read_json(schema.json_schema());
  const auto* part = parsed ? part_of(*parsed, keys) : nullptr;
  if (part == nullptr)
    return context.fail({.message = "The daemon sent no JSON Schema of " + settings::format_path(keys)});
  context.out() << settings::write_json(*part) << '\n';
  return ExitCode::done;
}

const v1::SettingsSchema::Section* section_of(const v1::SettingsSchema& schema, const std::vector<std::string>& keys) {
  for (const auto& section : schema.sections())
    if (keys.size() == 1 && section.name() == keys[0]) return &section;
  return nullptr;
}

ExitCode print_paths(Context& context, const SchemaIndex& index) {
  for (const auto& path : index.paths()) context.out() << path << '\n';
  return ExitCode::done;
}

ExitCode describe_one(Context& context, const v1::SettingsSchema& schema, const std::vector<std::string>& keys) {
  if (const auto* section = section_of(schema, keys)) {
    if (context.json()) return context.print_json(*section);
    v1::SettingsSchema part;
    *part.add_sections() = *section;
    render_schema(context.out(), part);
    return ExitCode::done;
  }
  const auto& setting = *SchemaIndex(schema).exact(keys);
  if (context.json()) return context.print_json(setting);
  render_setting(context.out(), setting);
  return ExitCode::done;
}

ExitCode describe(Context& context, const DescribeOptions& options) {
  const auto keys = options.path.empty() ? std::vector<std::string>{} : read_path(options.path);
  const auto schema = context.session().describe_settings();
  if (!schema) return context.fail(schema.error());
  const SchemaIndex index(*schema);
  if (!keys.empty() && index.exact(keys) == nullptr && section_of(*schema, keys) == nullptr)
    return context.fail_unknown_path(options.path, index.paths());
  if (options.paths) return print_paths(context, index);
  if (options.json_schema) return print_json_schema(context, *schema, keys);
  if (!keys.empty()) return describe_one(context, *schema, keys);
  if (context.json()) return context.print_json(*schema);
  render_schema(context.out(), *schema);
  return ExitCode::done;
}

}  // namespace

void add_describe(CommandLine& line) {
  auto options = std::make_shared<DescribeOptions>();
  auto& command = line.add("describe", "Show which settings there are: type, range, default, update kind",
                           [options](Context& context) { return describe(context, *options); });
  command.add_option("PATH", options->path, "A section or a setting; everything if not given");
  auto* schema =
      command.add_flag("--json-schema", options->json_schema, "Print the JSON Schema (draft 2020-12) instead");
  command.add_flag("--paths", options->paths, "Print the paths only, one a line")->excludes(schema);
}

}  // namespace visiond::cli
