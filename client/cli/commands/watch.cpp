#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/render_events.hpp"

#include <memory>

namespace visiond::cli {
namespace {

constexpr double most_fps = 1000;

struct DetectionOptions {
  std::uint64_t count = 0;  // 0: no end
  std::vector<std::string> labels;
  std::vector<std::string> zones;
  double min_confidence = 0;
  double max_fps = 0;
  bool include_empty = false;
};

ExitCode watch(Context& context, std::uint64_t from_revision) {
  v1::WatchSettingsRequest request;
  request.set_from_revision(from_revision);
  return context.follow(context.session().watch_settings(request, [&](const v1::SettingsEvent& event) {
    if (context.json())
      context.print_json(event);
    else
      render_event(context.out(), event, context.style());
    return context.flushed();
  }));
}

ExitCode detections(Context& context, const DetectionOptions& options) {
  v1::StreamDetectionsRequest request;
  request.set_include_empty(options.include_empty);
  request.mutable_labels()->Assign(options.labels.begin(), options.labels.end());
  request.mutable_zones()->Assign(options.zones.begin(), options.zones.end());
  request.set_min_confidence(options.min_confidence);
  request.set_max_fps(options.max_fps);
  if (!context.json()) render_detections_title(context.out());
  std::uint64_t seen = 0;
  return context.follow(context.session().stream_detections(request, [&](const v1::FrameDetections& frame) {
    if (context.json())
      context.print_json(frame);
    else
      render_detections(context.out(), frame);
    return context.flushed() && ++seen != options.count;
  }));
}

}  // namespace

void add_watch(CommandLine& line) {
  auto from = std::make_shared<std::uint64_t>(0);
  auto& command = line.add("watch", "Show changes of the settings as they are committed, until stopped",
                           [from](Context& context) { return watch(context, *from); });
  CommandLine::add_count(command, "--from", *from, 0, "Start after this revision; without, with the running settings")
      ->type_name("REV");
}

void add_detections(CommandLine& line) {
  auto options = std::make_shared<DetectionOptions>();
  auto& command = line.add("detections", "Show what is detected, a line a detection, until stopped",
                           [options](Context& context) { return detections(context, *options); });
  CommandLine::add_count(command, "-n,--count", options->count, 1, "End after so many frames");
  command.add_option("--label", options->labels, "Only this label; may come repeatedly")
      ->allow_extra_args(false)
      ->type_name("L");
  command.add_option("--zone", options->zones, "Only in this zone; may come repeatedly")
      ->allow_extra_args(false)
      ->type_name("Z");
  CommandLine::add_number(command, "--min-confidence", options->min_confidence, 1, "Only from this confidence on");
  CommandLine::add_number(command, "--max-fps", options->max_fps, most_fps, "Frames per second at most");
  command.add_flag("--include-empty", options->include_empty, "Also frames without any detection");
}

}  // namespace visiond::cli
