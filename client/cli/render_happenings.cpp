#include "client/cli/duration.hpp"
#include "client/cli/render_events.hpp"
#include "client/cli/table.hpp"

#include <string>

namespace visiond::cli {
namespace {

constexpr int number_width = 9, time_width = 20, name_width = 13, label_width = 16;

struct Line {
  std::string name;
  std::string track = "–";
  std::string label{};
  std::string rest{};  // zone, message or description
};

std::string padded(const std::string& text, std::size_t width) {
  const auto used = display_width(text);
  return used < width ? text + std::string(width - used, ' ') : text;
}

template <class Of>
Line line_of(const char* name, const Of& of) {
  return {name, std::to_string(of.track_id()), printable(of.label())};
}

Line line_of(const v1::Event& event) {
  switch (event.event_case()) {
    case v1::Event::kTrackStarted:
      return line_of("TRACK_STARTED", event.track_started());
    case v1::Event::kTrackEnded:
      return line_of("TRACK_ENDED", event.track_ended());
    case v1::Event::kZoneEntered: {
      auto line = line_of("ZONE_ENTERED", event.zone_entered());
      line.rest = printable(event.zone_entered().zone());
      return line;
    }
    case v1::Event::kZoneLeft: {
      auto line = line_of("ZONE_LEFT", event.zone_left());
      line.rest = printable(event.zone_left().zone());
      return line;
    }
    case v1::Event::kCameraLost:
      return {.name = "CAMERA_LOST", .rest = printable(event.camera_lost().message())};
    case v1::Event::kCameraBack:
      return {.name = "CAMERA_BACK", .rest = printable(event.camera_back().message())};
    case v1::Event::kScene:
      return {.name = "SCENE", .rest = printable(event.scene().text())};
    default:
      // Of a newer daemon.
      return {.name = "UNKNOWN"};
  }
}

std::string right(const std::string& text) {
  const auto used = display_width(text);
  return used < number_width ? std::string(number_width - used, ' ') + text : text;
}

void print(std::ostream& out, const std::string& sequence, const std::string& time, const std::string& revision,
           const Line& line) {
  std::string text = right(sequence) + "  " + padded(time, time_width) + "  " + right(revision) + "  " +
                     padded(line.name, name_width) + "  " + right(line.track) + "  " + padded(line.label, label_width) +
                     "  " + line.rest;
  text.erase(text.find_last_not_of(' ') + 1);
  out << text << '\n';
}

}  // namespace

void render_happenings_title(std::ostream& out) {
  print(out, "SEQUENCE", "TIME", "REVISION", {"EVENT", "TRACK", "LABEL", "ZONE, MESSAGE"});
}

void render_happening(std::ostream& out, const v1::Event& event) {
  print(out, std::to_string(event.sequence()), format_time(event.time()), std::to_string(event.revision()),
        line_of(event));
}

}  // namespace visiond::cli
