#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/document_file.hpp"
#include "client/cli/render_transaction.hpp"
#include "client/cli/usage_error.hpp"

#include <algorithm>
#include <charconv>
#include <memory>

namespace visiond::cli {
namespace {

struct DiffOptions {
  std::vector<std::string> sides;
  bool exit_code = false;
};

bool is_revision(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::uint64_t read_revision(const std::string& text) {
  std::uint64_t revision = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), revision);
  if (!is_revision(text) || error != std::errc{} || end != text.data() + text.size())
    throw UsageError("REV must be the number of a revision, not \"" + text + "\"");
  return revision;
}

client::Answer<v1::DiffSettingsResponse> between_revisions(Context& context, const std::vector<std::string>& sides) {
  v1::DiffSettingsRequest request;
  request.set_from_revision(read_revision(sides[0]));
  if (sides.size() > 1) request.set_to_revision(read_revision(sides[1]));
  return context.session().diff_settings(request);
}

// What apply --replace FILE would change.
client::Answer<v1::DiffSettingsResponse> to_file(Context& context, const std::string& file) {
  v1::ApplyTransactionRequest request;
  *request.mutable_patch() = read_document(file, context.in());
  request.set_replace(true);
  request.set_validate_only(true);
  const auto answer = context.session().apply_transaction(request);
  if (!answer) return answer.error();
  v1::DiffSettingsResponse response;
  *response.mutable_changes() = answer->changes();
  return response;
}

ExitCode diff(Context& context, const DiffOptions& options) {
  const bool file = options.sides.size() == 1 && !is_revision(options.sides[0]);
  const auto answer = file ? to_file(context, options.sides[0]) : between_revisions(context, options.sides);
  if (!answer) return context.fail(answer.error());
  if (context.json())
    context.print_json(*answer);
  else
    render_changes(context.out(), answer->changes(), "");
  return options.exit_code && !answer->changes().empty() ? ExitCode::failed : ExitCode::done;
}

}  // namespace

void add_diff(CommandLine& line) {
  auto options = std::make_shared<DiffOptions>();
  auto& command = line.add("diff",
                           "Compare the settings of a revision with another one or with those that run, or the "
                           "running ones with a file",
                           [options](Context& context) { return diff(context, *options); });
  command
      .add_option("REV|FILE", options->sides,
                  "REV: its changes up to the running settings; REV REV: from one to the other; FILE: what apply "
                  "--replace FILE would change (./7 is a file)")
      ->required()
      ->expected(1, 2);
  command.add_flag("--exit-code", options->exit_code, "Exit with 1 where anything differs");
}

}  // namespace visiond::cli
