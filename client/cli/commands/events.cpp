#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/render_events.hpp"

#include <memory>

namespace visiond::cli {
namespace {

ExitCode events(Context& context, std::uint64_t count) {
  if (!context.json()) render_happenings_title(context.out());
  std::uint64_t seen = 0;
  return context.follow(context.session().stream_events([&](const v1::Event& event) {
    if (context.json())
      context.print_json(event);
    else
      render_happening(context.out(), event);
    return context.flushed() && ++seen != count;
  }));
}

}  // namespace

void add_events(CommandLine& line) {
  auto count = std::make_shared<std::uint64_t>(0);
  auto& command =
      line.add("events",
               "Show tracks that begin and end, zones that are entered and left, the camera's loss and return, "
               "and descriptions of the scene, a line an event, until stopped",
               [count](Context& context) { return events(context, *count); });
  CommandLine::add_count(command, "-n,--count", *count, 1, "End after so many events");
}

}  // namespace visiond::cli
