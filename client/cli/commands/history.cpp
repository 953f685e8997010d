#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/render_settings.hpp"

#include <algorithm>
#include <memory>

namespace visiond::cli {
namespace {

constexpr std::uint64_t largest_page = 1000;

ExitCode show(Context& context, std::uint64_t revision) {
  v1::GetSettingsRequest request;
  request.set_revision(revision);
  const auto answer = context.session().get_settings(request);
  if (!answer) return context.fail(answer.error());
  if (context.json()) return context.print_json(*answer);
  render_revision(context.out(), *answer, context.style());
  return ExitCode::done;
}

// Pages until there are enough.
ExitCode history(Context& context, std::uint64_t count) {
  v1::ListRevisionsResponse all;
  v1::ListRevisionsRequest request;
  const auto missing = [&] { return count - static_cast<std::uint64_t>(all.revisions_size()); };
  do {
    request.set_page_size(static_cast<int>(std::min(missing(), largest_page)));
    const auto page = context.session().list_revisions(request);
    if (!page) return context.fail(page.error());
    all.mutable_revisions()->MergeFrom(page->revisions());
    all.set_next_page_token(page->next_page_token());
    request.set_page_token(page->next_page_token());
  } while (missing() > 0 && !all.next_page_token().empty());
  if (context.json()) return context.print_json(all);
  render_history(context.out(), all);
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
