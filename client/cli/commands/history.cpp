#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/pages.hpp"
#include "client/cli/render_settings.hpp"

#include <memory>

namespace visiond::cli {
namespace {

ExitCode show(Context& context, std::uint64_t revision) {
  v1::GetSettingsRequest request;
  request.set_revision(revision);
  const auto answer = context.session().get_settings(request);
  if (!answer) return context.fail(answer.error());
  if (context.json()) return context.print_json(*answer);
  render_revision(context.out(), *answer, context.style());
  return ExitCode::done;
}

ExitCode history(Context& context, std::uint64_t count) {
  const auto all = collect_pages<v1::ListRevisionsResponse>(
      v1::ListRevisionsRequest(), count, [&](const auto& page) { return context.session().list_revisions(page); },
      [](auto& response) { return response.mutable_revisions(); });
  if (!all) return context.fail(all.error());
  if (context.json()) return context.print_json(*all);
  render_history(context.out(), *all);
  return ExitCode::done;
}

}  // namespace

void add_show(CommandLine& line) {
  auto revision = std::make_shared<std::uint64_t>(0);
  auto& command = line.add("show", "Show one revision and what was set in it",
                           [revision](Context& context) { return show(context, *revision); });
  CommandLine::add_count(command, "REV", *revision, 0, "Its number; 0 is the running one")->required();
}

void add_history(CommandLine& line) {
  auto count = std::make_shared<std::uint64_t>(20);
  auto& command = line.add("history", "List the kept revisions, newest first",
                           [count](Context& context) { return history(context, *count); });
  CommandLine::add_count(command, "-n,--count", *count, 1, "How many, 20 if not given");
}

}  // namespace visiond::cli
