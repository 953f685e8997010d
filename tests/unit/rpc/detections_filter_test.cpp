#include "daemon/rpc/detections_filter.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace visiond::rpc {
namespace {

using std::chrono::milliseconds;

const base::WallTime noon{std::chrono::seconds(1790000000)};

pipeline::FrameResult frame(base::Duration at = {}) {
  pipeline::FrameResult result;
  result.frame_sequence = 42;
  result.capture_time = noon + std::chrono::duration_cast<base::WallTime::duration>(at);
  result.revision = {7};
  result.model = "motion";
  result.latency = milliseconds(15);
  result.frame_width = 640;
  result.frame_height = 480;
  result.detections = {{"person", 0.9, {0.1, 0.2, 0.3, 0.4}, {"door"}}, {"dog", 0.4, {0.5, 0.5, 0.1, 0.1}, {}}};
  return result;
}

std::vector<std::string> labels(const std::optional<v1::FrameDetections>& message) {
  std::vector<std::string> list;
  for (const auto& detection : message->detections()) list.push_back(detection.label());
  return list;
}

using Labels = std::vector<std::string>;

TEST(DetectionsFilter, writes_tracks_and_what_they_are_taken_for) {
  auto result = frame();
  result.detections[0].track_id = 41;
  result.detections[0].classifications = {{"adult", 0.7}, {"child", 0.2}};
  const auto message = DetectionsFilter({}).apply(result);
  ASSERT_TRUE(message);
  const auto& person = message->detections(0);
  EXPECT_EQ(person.track_id(), 41U);
  ASSERT_EQ(person.classifications_size(), 2);
  EXPECT_EQ(person.classifications(0).label(), "adult");
  EXPECT_EQ(person.classifications(0).probability(), 0.7);
  EXPECT_EQ(message->detections(1).track_id(), 0U);
}

TEST(DetectionsFilter, writes_all_of_a_frame_when_nothing_is_asked_for) {
  const auto message = DetectionsFilter({}).apply(frame());
  ASSERT_TRUE(message);
  EXPECT_EQ(message->frame_sequence(), 42U);
  EXPECT_EQ(message->capture_time().seconds(), 1790000000);
  EXPECT_EQ(message->revision(), 7U);
  EXPECT_EQ(message->model(), "motion");
  EXPECT_EQ(message->latency().nanos(), 15000000);
  EXPECT_EQ(message->frame_width(), 640);
  EXPECT_EQ(message->frame_height(), 480);
  ASSERT_EQ(message->detections_size(), 2);
  const auto& person = message->detections(0);
  EXPECT_EQ(person.label(), "person");
  EXPECT_EQ(person.confidence(), 0.9);
  EXPECT_EQ(person.box().x(), 0.1);
  EXPECT_EQ(person.box().y(), 0.2);
  EXPECT_EQ(person.box().width(), 0.3);
  EXPECT_EQ(person.box().height(), 0.4);
  ASSERT_EQ(person.zones_size(), 1);
  EXPECT_EQ(person.zones(0), "door");
}

TEST(DetectionsFilter, keeps_the_labels_that_are_asked_for) {
  v1::StreamDetectionsRequest request;
  request.add_labels("dog");
  request.add_labels("cat");
  EXPECT_EQ(labels(DetectionsFilter(request).apply(frame())), Labels{"dog"});
}

TEST(DetectionsFilter, keeps_what_lies_in_one_of_the_zones) {
  v1::StreamDetectionsRequest request;
  request.add_zones("garden");
  request.add_zones("door");
  EXPECT_EQ(labels(DetectionsFilter(request).apply(frame())), Labels{"person"});
}

TEST(DetectionsFilter, keeps_a_confidence_that_is_just_reached) {
  v1::StreamDetectionsRequest request;
  request.set_min_confidence(0.9);
  EXPECT_EQ(labels(DetectionsFilter(request).apply(frame())), Labels{"person"});
}

TEST(DetectionsFilter, drops_a_frame_of_which_nothing_is_left) {
  v1::StreamDetectionsRequest request;
  request.set_min_confidence(1);
  EXPECT_FALSE(DetectionsFilter(request).apply(frame()));
  request.set_include_empty(true);
  EXPECT_EQ(labels(DetectionsFilter(request).apply(frame())), Labels{});
}

int sent(double max_fps, base::Duration pause, int frames) {
  v1::StreamDetectionsRequest request;
  request.set_max_fps(max_fps);
  DetectionsFilter filter(request);
  int count = 0;
  for (int n = 0; n < frames; ++n) count += filter.apply(frame(n * pause)) ? 1 : 0;
  return count;
}

TEST(DetectionsFilter, thins_out_to_the_rate_that_is_asked_for) {
  EXPECT_EQ(sent(0, milliseconds(10), 100), 100);
  EXPECT_EQ(sent(10, milliseconds(10), 1000), 101);  // the first, and ten a second from there
  EXPECT_EQ(sent(20, milliseconds(33), 1000), 660);
  EXPECT_EQ(sent(10, milliseconds(100), 100), 100);
  EXPECT_EQ(sent(10, milliseconds(500), 100), 100);
  EXPECT_EQ(sent(1e-300, milliseconds(10), 100), 1);
}

// Frames do not come to the microsecond: at the rate that is asked for, none is lost to that.
TEST(DetectionsFilter, takes_a_frame_that_comes_a_little_early) {
  v1::StreamDetectionsRequest request;
  request.set_max_fps(10);
  DetectionsFilter filter(request);
  for (int n = 0; n < 100; ++n) EXPECT_TRUE(filter.apply(frame(milliseconds(100 * n + (n % 2) * 8 - 4)))) << n;
}

// After a pause the rate is as before, not that of catching up.
TEST(DetectionsFilter, does_not_catch_up) {
  v1::StreamDetectionsRequest request;
  request.set_max_fps(10);
  DetectionsFilter filter(request);
  EXPECT_TRUE(filter.apply(frame()));
  EXPECT_TRUE(filter.apply(frame(std::chrono::seconds(60))));
  EXPECT_FALSE(filter.apply(frame(std::chrono::seconds(60) + milliseconds(10))));
  EXPECT_TRUE(filter.apply(frame(std::chrono::seconds(60) + milliseconds(100))));
}

TEST(DetectionsFilter, does_not_count_frames_it_does_not_want) {
  v1::StreamDetectionsRequest request;
  request.set_max_fps(1);
  DetectionsFilter filter(request);
  auto empty = frame();
  empty.detections.clear();
  EXPECT_FALSE(filter.apply(empty));
  EXPECT_TRUE(filter.apply(frame(milliseconds(1))));
}

TEST(DetectionsFilter, goes_on_when_the_clock_is_set_back) {
  v1::StreamDetectionsRequest request;
  request.set_max_fps(1);
  DetectionsFilter filter(request);
  EXPECT_TRUE(filter.apply(frame()));
  EXPECT_TRUE(filter.apply(frame(-std::chrono::hours(1))));
  EXPECT_FALSE(filter.apply(frame(-std::chrono::hours(1) + milliseconds(500))));
}

TEST(DetectionsFilter, can_be_read_whatever_a_label_holds) {
  auto result = frame();
  result.detections[0].label = "caf\xE9";
  v1::FrameDetections read;
  EXPECT_TRUE(read.ParseFromString(DetectionsFilter({}).apply(result)->SerializeAsString()));
}

TEST(DetectionsFilter, refuses_numbers_out_of_range) {
  const auto field = [](double min_confidence, double max_fps) {
    v1::StreamDetectionsRequest request;
    request.set_min_confidence(min_confidence);
    request.set_max_fps(max_fps);
    const auto right = check(request);
    return right ? "" : right.error().path;
  };
  constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
  constexpr auto infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(field(0, 0), "");
  EXPECT_EQ(field(1, 1000), "");
  EXPECT_EQ(field(1.01, 0), "min_confidence");
  EXPECT_EQ(field(-0.01, 0), "min_confidence");
  EXPECT_EQ(field(nan, 0), "min_confidence");
  EXPECT_EQ(field(0, -1), "max_fps");
  EXPECT_EQ(field(0, nan), "max_fps");
  EXPECT_EQ(field(0, infinity), "max_fps");
}

}  // namespace
}  // namespace visiond::rpc
