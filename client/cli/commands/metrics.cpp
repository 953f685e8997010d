#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/render_metrics.hpp"

namespace visiond::cli {
namespace {

ExitCode metrics(Context& context) {
  const auto answer = context.session().get_metrics();
  if (!answer) return context.fail(answer.error());
  if (context.json()) return context.print_json(*answer);
  render_metrics(context.out(), *answer, context.style());
  return ExitCode::done;
}

}  // namespace

void add_metrics(CommandLine& line) {
  line.add("metrics", "Show what became of transactions, and everything else that is measured", metrics);
}

}  // namespace visiond::cli
