#include "client/cli/duration.hpp"
#include "client/cli/render_events.hpp"
#include "client/cli/table.hpp"

#include <array>
#include <cstdio>
#include <string>

namespace visiond::cli {
namespace {

constexpr std::size_t model_width = 22;
constexpr std::size_t label_width = 16;
constexpr std::size_t track_width = 8;
constexpr std::size_t box_width = 20;

std::string padded(const std::string& text, std::size_t width) {
  const std::string clean = printable(text);
  const auto used = display_width(clean);
  return used < width ? clean + std::string(width - used, ' ') : clean;
}

template <class... Args>
std::string print(const char* format, Args... args) {
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), format, args...);
  return text.data();
}

// In pixels where the frame's size is known: "412,120 64x128", else in per cent of the frame.
std::string box_of(const v1::Box& box, const v1::FrameDetections& frame) {
  const double w = frame.frame_width();
  const double h = frame.frame_height();
  if (w > 0 && h > 0) return print("%.0f,%.0f %.0fx%.0f", box.x() * w, box.y() * h, box.width() * w, box.height() * h);
  return print("%.1f%%,%.1f%% %.1f%%x%.1f%%", box.x() * 100, box.y() * 100, box.width() * 100, box.height() * 100);
}

std::string track_of(const v1::Detection& detection) {
  if (detection.track_id() == 0) return std::string(track_width - 1, ' ') + "–";
  return print("%8llu", static_cast<unsigned long long>(detection.track_id()));
}

std::string start_of(const v1::FrameDetections& frame) {
  return print("%10llu  %8llu  ", static_cast<unsigned long long>(frame.frame_sequence()),
               static_cast<unsigned long long>(frame.revision())) +
         padded(frame.model(), model_width) + "  ";
}

}  // namespace

void render_detections_title(std::ostream& out) {
  out << "     FRAME  REVISION  " << padded("MODEL", model_width) << "  " << padded("LABEL", label_width)
      << "     TRACK  CONFIDENCE  " << padded("BOX", box_width) << "  LATENCY\n";
}

void render_detections(std::ostream& out, const v1::FrameDetections& frame) {
  const std::string latency = format_duration(client::from_proto(frame.latency()));
  if (frame.detections().empty())
    out << start_of(frame) << padded("–", label_width) << "  " << track_of({}) << "  " << padded("–", 10) << "  "
        << padded("–", box_width) << "  " << latency << '\n';
  for (const auto& detection : frame.detections())
    out << start_of(frame) << padded(detection.label(), label_width) << "  " << track_of(detection) << "  "
        << print("%10.2f", detection.confidence()) << "  " << padded(box_of(detection.box(), frame), box_width) << "  "
        << latency << '\n';
}

}  // namespace visiond::cli
