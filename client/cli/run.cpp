#include "client/cli/run.hpp"

#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/usage_error.hpp"

#include <algorithm>
#include <sstream>

namespace visiond::cli {
namespace {

void add_commands(CommandLine& line) {
  add_get(line);
  add_set(line);
  add_unset(line);
  add_apply(line);
  add_export(line);
  add_describe(line);
  add_diff(line);
  add_show(line);
  add_history(line);
  add_rollback(line);
  add_undo(line);
  add_confirm(line);
  add_cancel(line);
  add_transaction(line);
  add_transactions(line);
  add_watch(line);
  add_status(line);
  add_metrics(line);
  add_health(line);
  add_wait(line);
  add_detections(line);
  add_events(line);
  add_snapshot(line);
  add_models(line);
  add_gemini(line);
  add_train(line);
  add_completion(line);
}

int tell(std::ostream& err, const UsageError& error) {
  std::istringstream lines(error.what());
  for (std::string line; std::getline(lines, line);) err << "visionctl: " << line << '\n';
  return static_cast<int>(ExitCode::usage);
}

}  // namespace

int run(const std::vector<std::string>& arguments, Streams& streams) {
  CommandLine line;
  add_commands(line);
  try {
    // CLI11 takes them from the back.
    line.app().parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    Context context(streams, line.globals());
    return static_cast<int>(line.chosen()(context));
  } catch (const CLI::ParseError& error) {
    const bool asked_for = line.app().exit(error, streams.out, streams.err) == 0;
    return static_cast<int>(asked_for ? ExitCode::done : ExitCode::usage);
  } catch (const UsageError& error) {
    return tell(streams.err, error);
  }
}

}  // namespace visiond::cli
