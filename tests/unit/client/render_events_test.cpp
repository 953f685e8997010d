#include "client/cli/render_events.hpp"

#include "tests/unit/client/messages.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace visiond::cli {
namespace {

using testing::read;

std::string event(const std::string& text) {
  std::ostringstream out;
  render_event(out, read<v1::SettingsEvent>(text), Style(false));
  return out.str();
}

TEST(RenderEvent, tells_who_committed_what) {
  EXPECT_EQ(event(R"({"committed": {"revision": "13", "state": "STATE_COMMITTED", "author": "pat", "comment": "why",
                      "changes": [{"path": "camera.width", "oldValue": 0, "newValue": 640,
                                   "updateKind": "UPDATE_KIND_RESTART"}]}})"),
            "revision 13 COMMITTED by pat: why\n"
            "  PATH          OLD     NEW  KIND\n"
            "  camera.width  0    →  640  RESTART\n");
}

TEST(RenderEvent, tells_of_snapshots_and_confirmations) {
  EXPECT_EQ(event(R"({"snapshot": {"revision": "3"}})"), "revision 3\n\nevery setting is at its default\n");
  EXPECT_EQ(event(R"({"confirmed": {"revision": "4"}})"), "revision 4 is confirmed\n");
}

TEST(RenderEvent, leaves_heartbeats_out) { EXPECT_EQ(event(R"({"heartbeat": {"revision": "4"}})"), ""); }

TEST(RenderStatus, shows_services_stages_and_ignored_settings) {
  std::ostringstream out;
  render_status(out, read<v1::Status>(R"({"revision": "12", "version": "0.1.0", "uptime": "11520s",
      "services": [{"name": "camera", "state": "STATE_AWAY", "since": "2026-02-03T04:05:06Z", "message": "no frame for 5 s",
                    "retryAt": "2026-02-03T04:05:16Z"},
                   {"name": "detection", "state": "STATE_OK"}],
      "stages": [{"name": "detection", "fps": 9.96, "frames": "1000", "queueLength": 1, "latencyP50": "0.004s",
                  "latencyP99": "0.0123s", "drops": [{"reason": "queue_full", "count": "2"}]}],
      "ignoredSettings": [{"path": "camera.zoom", "reason": "today's schema does not know it"}]})"),
                Style(false));
  EXPECT_EQ(out.str(),
            "visiond 0.1.0, revision 12, up 3 h 12 m\n"
            "\n"
            "SERVICE    STATE  SINCE                 MESSAGE\n"
            "camera     AWAY   2026-02-03T04:05:06Z  no frame for 5 s, next try 2026-02-03T04:05:16Z\n"
            "detection  OK\n"
            "\n"
            "STAGE       FPS  FRAMES  QUEUE     P50    P99  DROPPED\n"
            "detection  10.0    1000      1  4.0 ms  12 ms  queue_full 2\n"
            "\n"
            "ignored settings\n"
            "  camera.zoom: today's schema does not know it\n");
}

std::string detections(const std::string& text) {
  std::ostringstream out;
  render_detections_title(out);
  render_detections(out, read<v1::FrameDetections>(text));
  return out.str();
}

TEST(RenderDetections, has_a_line_a_detection) {
  EXPECT_EQ(detections(R"({"frameSequence": "812", "revision": "12", "model": "yolo@1", "latency": "0.0141s",
                           "frameWidth": 640, "frameHeight": 480, "detections": [
      {"label": "person", "confidence": 0.873, "trackId": "41", "box": {"x": 0.5, "y": 0.25, "width": 0.1, "height": 0.5}},
      {"label": "car", "confidence": 1, "box": {"width": 1, "height": 1}}]})"),
            "     FRAME  REVISION  MODEL                   LABEL                TRACK  CONFIDENCE  BOX                 "
            "  LATENCY\n"
            "       812        12  yolo@1                  person                  41        0.87  320,120 64x240      "
            "  14 ms\n"
            "       812        12  yolo@1                  car                      –        1.00  0,0 640x480         "
            "  14 ms\n");
}

TEST(RenderDetections, shows_boxes_in_per_cent_where_the_frames_size_is_unknown) {
  EXPECT_NE(detections(R"({"detections": [{"box": {"x": 0.5, "y": 0.25, "width": 0.125, "height": 1}}]})")
                .find("50.0%,25.0% 12.5%x100.0%"),
            std::string::npos);
}

TEST(RenderDetections, has_a_line_for_an_empty_frame) {
  EXPECT_NE(detections(R"({"frameSequence": "7", "model": "motion"})").find("         7         0  motion  "),
            std::string::npos);
}

std::string happening(const std::string& text) {
  std::ostringstream out;
  render_happening(out, read<v1::Event>(text));
  return out.str();
}

TEST(RenderHappening, has_a_line_an_event_below_its_titles) {
  std::ostringstream title;
  render_happenings_title(title);
  EXPECT_EQ(title.str(),
            " SEQUENCE  TIME                   REVISION  EVENT              TRACK  LABEL             ZONE, MESSAGE\n");
  const std::string head = R"({"sequence": "7", "time": "2026-02-03T04:05:06Z", "revision": "3", )";
  EXPECT_EQ(happening(head + R"("trackStarted": {"trackId": "41", "label": "person"}})"),
            "        7  2026-02-03T04:05:06Z          3  TRACK_STARTED         41  person\n");
  EXPECT_EQ(happening(head + R"("trackEnded": {"trackId": "41", "label": "person"}})"),
            "        7  2026-02-03T04:05:06Z          3  TRACK_ENDED           41  person\n");
  EXPECT_EQ(happening(head + R"("zoneEntered": {"trackId": "41", "label": "person", "zone": "door"}})"),
            "        7  2026-02-03T04:05:06Z          3  ZONE_ENTERED          41  person            door\n");
  EXPECT_EQ(happening(head + R"("zoneLeft": {"trackId": "41", "label": "person", "zone": "door"}})"),
            "        7  2026-02-03T04:05:06Z          3  ZONE_LEFT             41  person            door\n");
  EXPECT_EQ(happening(head + R"("cameraLost": {"message": "unplugged"}})"),
            "        7  2026-02-03T04:05:06Z          3  CAMERA_LOST            –                    unplugged\n");
  EXPECT_EQ(happening(head + R"("cameraBack": {}})"),
            "        7  2026-02-03T04:05:06Z          3  CAMERA_BACK            –\n");
  EXPECT_EQ(happening(head + R"("scene": {"text": "A yard."}})"),
            "        7  2026-02-03T04:05:06Z          3  SCENE                  –                    A yard.\n");
}

TEST(RenderHappening, lets_no_text_steer_the_terminal) {
  EXPECT_EQ(happening(R"({"zoneLeft": {"label": "\u001b[2J", "zone": "a\nb"}})").find_first_of("\x1b"),
            std::string::npos);
}

}  // namespace
}  // namespace visiond::cli
