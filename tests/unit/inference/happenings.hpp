#pragma once
// What happened, as a line of text that a test can compare: "start 1 person", "enter 1 door".

#include "services/pipeline/events.hpp"

#include <string>
#include <vector>

namespace visiond::inference {

struct Teller {
  std::string operator()(const pipeline::TrackStarted& e) const { return "start " + of(e); }
  std::string operator()(const pipeline::TrackEnded& e) const { return "end " + of(e); }
  std::string operator()(const pipeline::ZoneEntered& e) const { return "enter " + of(e) + " " + e.zone; }
  std::string operator()(const pipeline::ZoneLeft& e) const { return "leave " + of(e) + " " + e.zone; }
  std::string operator()(const pipeline::CameraLost& e) const { return "lost: " + e.message; }
  std::string operator()(const pipeline::CameraBack& e) const { return "back: " + e.message; }
  std::string operator()(const pipeline::SceneDescription& e) const { return "scene: " + e.text; }

 private:
  template <class E>
  static std::string of(const E& e) {
    return std::to_string(e.track_id) + " " + e.label;
  }
};

inline std::string text_of(const pipeline::Happening& happening) { return std::visit(Teller{}, happening); }

inline std::vector<std::string> text_of(const std::vector<pipeline::Happening>& happened) {
  std::vector<std::string> lines;
  for (const auto& each : happened) lines.push_back(text_of(each));
  return lines;
}

}  // namespace visiond::inference
