#include "client/cli/assignment.hpp"
#include "client/cli/commands/change_options.hpp"
#include "client/cli/commands/commands.hpp"
#include "client/cli/commit.hpp"
#include "client/cli/context.hpp"
#include "client/cli/usage_error.hpp"
#include "client/cli/value.hpp"
#include "client/cli/value_reader.hpp"

#include <memory>

namespace visiond::cli {
namespace {

using google::protobuf::Struct;

struct SetOptions {
  ChangeOptions change;
  std::vector<std::string> arguments;
};

struct ApplyOptions {
  ChangeOptions change;
  std::string file;
  bool replace = false;
};

ExitCode set(Context& context, const SetOptions& options) {
  std::vector<Assignment> assignments;
  for (const auto& argument : options.arguments) assignments.push_back(read_assignment(argument));
  const auto schema = context.client().describe_settings({});
  if (!schema) return context.fail(schema.error());
  const SchemaIndex index(*schema);
  auto request = request_of(options.change, index, context.in());
  *request.mutable_patch() = patch_of(assignments, index, context.in());
  return commit(context, request);
}

// Types matter only to what is expected: without that, nothing is asked of the daemon before.
ExitCode commit_patch(Context& context, const ChangeOptions& change, Struct patch, bool replace) {
  v1::SettingsSchema schema;
  if (!change.expected_values.empty()) {
    const auto answer = context.client().describe_settings({});
    if (!answer) return context.fail(answer.error());
    schema = *answer;
  }
  auto request = request_of(change, SchemaIndex(schema), context.in());
  *request.mutable_patch() = std::move(patch);
  request.set_replace(replace);
  return commit(context, request);
}

Struct read_patch(const std::string& file, std::istream& in) {
  const std::string name = file == "-" ? "standard input" : file;
  const auto parsed = settings::read_json(read_file(file, in), {.comments = true, .file = name});
  if (!parsed) throw UsageError(parsed.error().message);
  if (!parsed->is_object()) throw UsageError(name + " must hold a JSON object, as in {\"camera\": {\"width\": 1920}}");
  return to_proto(parsed->get_object());
}

}  // namespace

void add_set(CommandLine& line) {
  auto options = std::make_shared<SetOptions>();
  auto& command = line.add("set", "Change settings, all of them or none",
                           [options](Context& context) { return set(context, *options); });
  command
      .add_option(
          "PATH=VALUE", options->arguments,
          "VALUE is read by the setting's type; @FILE takes it from a file, @- from standard input, @@ stands for @")
      ->required();
  add_change_options(command, options->change);
}

void add_unset(CommandLine& line) {
  auto options = std::make_shared<SetOptions>();
  auto& command =
      line.add("unset", "Put settings, map keys or whole sections back to their defaults", [options](Context& context) {
        return commit_patch(context, options->change, patch_to_defaults(options->arguments), false);
      });
  command.add_option("PATH", options->arguments, "As in camera.width or camera")->required();
  add_change_options(command, options->change);
}

void add_apply(CommandLine& line) {
  auto options = std::make_shared<ApplyOptions>();
  auto& command = line.add(
      "apply", "Apply a JSON merge patch (RFC 7396) from a file; comments are allowed", [options](Context& context) {
        return commit_patch(context, options->change, read_patch(options->file, context.in()), options->replace);
      });
  command.add_option("FILE", options->file, "- is standard input")->required();
  command.add_flag("--replace", options->replace, "What the file does not name goes back to its default");
  add_change_options(command, options->change);
}

}  // namespace visiond::cli
