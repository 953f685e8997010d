#include "client/cli/assignment.hpp"
#include "client/cli/commands/change_options.hpp"
#include "client/cli/commands/commands.hpp"
#include "client/cli/commands/expected.hpp"
#include "client/cli/commit.hpp"
#include "client/cli/context.hpp"
#include "client/cli/document_file.hpp"
#include "client/cli/usage_error.hpp"

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
  const auto assignments = read_assignments(options.arguments, context.in());
  const auto expected = read_assignments(options.change.expected_values, context.in());
  auto request = apply_request(options.change);
  const auto schema = context.session().describe_settings();
  if (!schema) return context.fail(schema.error());
  const SchemaIndex index(*schema);
  *request.mutable_patch() = patch_of(assignments, index);
  if (!expected.empty()) *request.mutable_expected_values() = patch_of(expected, index);
  return commit(context, request);
}

ExitCode commit_patch(Context& context, const ChangeOptions& change, Struct patch, bool replace) {
  auto request = apply_request(change);
  if (const auto failed = add_expected(context, change, request)) return *failed;
  *request.mutable_patch() = std::move(patch);
  request.set_replace(replace);
  return commit(context, request);
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
        return commit_patch(context, options->change, read_document(options->file, context.in()), options->replace);
      });
  command.add_option("FILE", options->file, "- is standard input")->required();
  command.add_flag("--replace", options->replace, "What the file does not name goes back to its default");
  add_change_options(command, options->change);
}

}  // namespace visiond::cli
