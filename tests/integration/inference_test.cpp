// Tracks, classes and events through the whole daemon, as clients see them.
#include "tests/support/daemon/daemon_world.hpp"
#include "tests/support/daemon/event_log.hpp"
#include "tests/support/daemon/result_log.hpp"
#include "tests/support/tiny_classifier.hpp"
#include "tests/support/tiny_yolo.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace visiond {
namespace {

using testing::DaemonWorld;
using testing::EventLog;
using testing::ResultLog;

constexpr const char* moving = R"({"camera":{"source":"synthetic:#seed=5","width":320,"height":240,"fps":30},
    "detection":{"zones":{"left half":[[0,0],[0.5,0],[0.5,1],[0,1]]}},
    "inference":{"track_min_hits":2,"track_max_age":5}})";

TEST(InferenceEvents, tell_of_tracks_and_zones_without_a_gap) {
  DaemonWorld world({.settings = moving});
  EventLog log(world.vision_stub());
  for (const auto kind :
       {v1::Event::kTrackStarted, v1::Event::kZoneEntered, v1::Event::kZoneLeft, v1::Event::kTrackEnded})
    ASSERT_TRUE(log.wait_for(kind)) << "kind " << kind;
  const auto events = log.events();
  std::set<std::uint64_t> started, ended;
  for (std::size_t n = 0; n < events.size(); ++n) {
    const auto& event = events[n];
    EXPECT_EQ(event.sequence(), events[0].sequence() + n);
    EXPECT_EQ(event.revision(), 1U);
    EXPECT_GT(event.time().seconds(), 0);
    if (event.has_track_started()) {
      EXPECT_TRUE(started.insert(event.track_started().track_id()).second);
    }
    if (event.has_track_ended()) {
      EXPECT_TRUE(ended.insert(event.track_ended().track_id()).second);
    }
    if (event.has_zone_entered()) {
      EXPECT_EQ(event.zone_entered().zone(), "left half");
      EXPECT_EQ(event.zone_entered().label(), "motion");
      EXPECT_FALSE(ended.contains(event.zone_entered().track_id()));
    }
  }
}

TEST(InferenceEvents, name_the_revision_that_ended_the_tracks) {
  DaemonWorld world({.settings = moving});
  EventLog log(world.vision_stub());
  ASSERT_TRUE(log.wait_for(v1::Event::kTrackStarted));
  const auto revision = world.commit(R"({"inference":{"tracking":"iou"}})").revision();
  ASSERT_TRUE(
      log.wait_for([&](const v1::Event& event) { return event.has_track_ended() && event.revision() == revision; }));
  ASSERT_TRUE(
      log.wait_for([&](const v1::Event& event) { return event.has_track_started() && event.revision() == revision; }));
}

TEST(InferenceEvents, tell_that_the_camera_is_lost_and_back) {
  DaemonWorld world({.settings = R"({"camera":{"source":"synthetic:#disconnect_at=20","width":320,"height":240,"fps":30,
                                              "reconnect_initial_ms":50,"reconnect_max_ms":1000}})"});
  EventLog log(world.vision_stub());
  ASSERT_TRUE(log.wait_for(v1::Event::kCameraLost));
  ASSERT_TRUE(log.wait_for(v1::Event::kCameraBack));
}

TEST(Tracks, keep_their_id_from_frame_to_frame) {
  testing::ModelFolder folder;
  install_tiny_yolo(folder, "good");
  DaemonWorld world({.settings = R"({"camera":{"source":"synthetic:","width":320,"height":240,"fps":30},
                                     "detection":{"backend":"dnn","model":"good@1"}})",
                     .models_dir = folder.path()});
  ResultLog log(world.vision_stub());
  ASSERT_TRUE(log.wait_for_more(20));
  std::set<std::uint64_t> ids;
  for (const auto& result : log.results()) {
    ASSERT_EQ(result.detections_size(), 1);
    ids.insert(result.detections(0).track_id());
  }
  ids.erase(0);
  EXPECT_EQ(ids, std::set<std::uint64_t>{1});
}

class Classifiers : public ::testing::Test {
 protected:
  Classifiers() {
    install_tiny_yolo(folder, "thing");
    install_tiny_classifier(folder, "lightness");
  }
  static std::string to(const std::string& model) { return R"({"inference":{"classifier":")" + model + R"("}})"; }

  testing::ModelFolder folder;
  DaemonWorld world{{.settings = R"({"camera":{"source":"synthetic:","width":320,"height":240,"fps":30},
                                     "detection":{"backend":"dnn","model":"thing@1"}})",
                     .models_dir = folder.path()}};
};

TEST_F(Classifiers, are_changed_without_losing_a_frame) {
  ResultLog log(world.vision_stub());
  ASSERT_TRUE(log.wait_for_more(10));
  const auto on = world.commit(to("lightness@1"));
  ASSERT_EQ(on.changes_size(), 1);
  EXPECT_EQ(on.changes(0).update_kind(), v1::UPDATE_KIND_RECREATE);
  ASSERT_TRUE(log.wait_for_revision(on.revision()));
  ASSERT_TRUE(log.wait_for_more(10));
  const auto off = world.commit(to(""));
  ASSERT_TRUE(log.wait_for_revision(off.revision()));
  ASSERT_TRUE(log.wait_for_more(5));
  const auto results = log.results();
  EXPECT_EQ(testing::missing_sequences(results), 0U);
  for (const auto& result : results) {
    for (const auto& detection : result.detections()) {
      const bool expected = result.revision() == on.revision() && detection.track_id() != 0;
      ASSERT_EQ(detection.classifications_size(), expected ? 1 : 0) << "frame " << result.frame_sequence();
      if (expected) {
        EXPECT_EQ(detection.classifications(0).probability(), 1);
      }
    }
  }
}

TEST_F(Classifiers, that_do_not_fit_are_refused_and_nothing_changes) {
  for (const auto& [model, why] : std::vector<std::pair<std::string, std::string>>{
           {"absent@1", "there is no model \"absent@1\""}, {"thing@1", "thing@1 is for detection"}}) {
    const auto refused = world.apply(to(model));
    EXPECT_EQ(refused.transaction.state(), v1::Transaction::STATE_ROLLED_BACK);
    EXPECT_NE(refused.status.error_message().find(why), std::string::npos) << refused.status.error_message();
  }
  EXPECT_EQ(world.value("inference", "classifier"), R"("")");
}

TEST(InferenceService, is_among_those_whose_health_is_told) {
  DaemonWorld world;
  const auto status = world.status();
  const auto is_inference = [](const auto& each) { return each.name() == "inference"; };
  const auto service = std::find_if(status.services().begin(), status.services().end(), is_inference);
  ASSERT_NE(service, status.services().end());
  EXPECT_EQ(service->state(), v1::ServiceStatus::STATE_OK);
  EXPECT_TRUE(std::any_of(status.stages().begin(), status.stages().end(), is_inference));
}

}  // namespace
}  // namespace visiond
