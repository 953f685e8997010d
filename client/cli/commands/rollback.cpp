#include "client/cli/commands/change_options.hpp"
#include "client/cli/commands/commands.hpp"
#include "client/cli/commands/expected.hpp"
#include "client/cli/commit.hpp"
#include "client/cli/context.hpp"

#include <memory>

namespace visiond::cli {
namespace {

struct RollbackOptions {
  ChangeOptions change;
  std::uint64_t revision = 0;
  std::vector<std::string> paths;
};

ExitCode go_back(Context& context, const RollbackOptions& options, bool undo) {
  auto request = rollback_request(options.change);
  if (undo)
    request.set_undo_revision(options.revision);
  else
    request.set_revision(options.revision);
  for (const auto& path : options.paths) request.add_paths(path);
  if (const auto failed = add_expected(context, options.change, request)) return *failed;
  return commit(context, request);
}

void add(CommandLine& line, const char* name, const char* description, const char* revision, bool undo) {
  auto options = std::make_shared<RollbackOptions>();
  auto& command =
      line.add(name, description, [options, undo](Context& context) { return go_back(context, *options, undo); });
  CommandLine::add_count(command, "REV", options->revision, 1, revision)->required();
  command.add_option("PATH", options->paths, "Only these sections, settings or map keys");
  add_change_options(command, options->change);
}

}  // namespace

void add_rollback(CommandLine& line) {
  add(line, "rollback", "Go back to the settings of a kept revision", "The revision whose settings come back", false);
}

void add_undo(CommandLine& line) {
  add(line, "undo", "Take the change of one revision back; later changes of other settings stay",
      "The revision whose change is taken back", true);
}

}  // namespace visiond::cli
