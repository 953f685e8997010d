#pragma once
// What a running daemon says, a line at a time: settings events, status, detections, what happens. Pure but for the
// stream; thread-safe.

#include "client/cli/streams.hpp"
#include "visiond/v1/settings.pb.h"
#include "visiond/v1/vision.pb.h"

#include <ostream>

namespace visiond::cli {

// Heartbeats are not shown: they only say that the line is alive.
void render_event(std::ostream& out, const v1::SettingsEvent& event, const Style& style);

void render_status(std::ostream& out, const v1::Status& status, const Style& style);

// The titles over render_detections' columns, which are of fixed width because nobody knows what is to come.
void render_detections_title(std::ostream& out);
// A line a detection; a frame without any has one line that says so.
void render_detections(std::ostream& out, const v1::FrameDetections& frame);

// The titles over render_happening's columns, of fixed width too.
void render_happenings_title(std::ostream& out);
// A line: what happened in the picture or to the camera.
void render_happening(std::ostream& out, const v1::Event& event);

}  // namespace visiond::cli
