#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/render_settings.hpp"

#include <algorithm>
#include <memory>

namespace visiond::cli {
namespace {

constexpr int largest_page = 1000;

ExitCode show(Context& context, std::uint64_t revision) {
  v1::GetSettingsRequest request;
  request.set_revision(revision);
  const auto answer = context.client().get_settings(request);
  if (!answer) return context.fail(answer.error());
  if (context.json()) return context.print_json(*answer);
  render_revision(context.out(), *answer, context.style());
  return ExitCode::done;
}

// Pages until there are enough.
ExitCode history(Context& context, int count) {
  v1::ListRevisionsResponse all;
  v1::ListRevisionsRequest request;
  do {
    request.set_page_size(std::min(count - all.revisions_size(), largest_page));
    const auto page = context.client().list_revisions(request);
    if (!page) return context.fail(page.error());
    all.mutable_revisions()->MergeFrom(page->revisions());
    all.set_next_page_token(page->next_page_token());
    request.set_page_token(page->next_page_token());
  } while (all.revisions_size() < count && !all.next_page_token().empty());
  if (context.json()) return context.print_json(all);
  render_history(context.out(), all);
  return ExitCode::done;
}

}  // namespace

void add_show(CommandLine& line) {
  auto revision = std::make_shared<std::uint64_t>(0);
  auto& command = line.add("show", "Show one revision and what was set in it",
                           [revision](Context& context) { return show(context, *revision); });
  command.add_option("REV", *revision, "Its number; 0 is the running one")->required();
}

void add_history(CommandLine& line) {
  auto count = std::make_shared<int>(20);
  auto& command = line.add("history", "List the kept revisions, newest first",
                           [count](Context& context) { return history(context, *count); });
  command.add_option("-n,--count", *count, "How many, 20 if not given")->check(CLI::PositiveNumber)->type_name("N");
}

}  // namespace visiond::cli
