#include "services/inference/track_crops.hpp"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

namespace visiond::inference {
namespace {

cv::Mat frame(int grey) { return {100, 200, CV_8UC3, cv::Scalar::all(grey)}; }

std::vector<pipeline::Detection> seen(std::uint64_t track_id, const pipeline::Box& box = {0.1, 0.2, 0.25, 0.5}) {
  pipeline::Detection detection{.label = "person", .confidence = 1, .box = box, .zones = {}};
  detection.track_id = track_id;
  return {detection};
}

cv::Mat picture(const TrackCrops& crops, std::uint64_t track_id) {
  const auto png = crops.crop_of(track_id).value();
  return cv::imdecode(std::vector<unsigned char>(png.begin(), png.end()), cv::IMREAD_COLOR);
}

TEST(TrackCrops, show_the_part_of_the_frame_that_a_track_was_seen_in) {
  TrackCrops crops;
  crops.look(frame(50), 0, seen(3));
  const auto shown = picture(crops, 3);
  EXPECT_EQ(shown.size(), cv::Size(50, 50));
  EXPECT_EQ(shown.at<cv::Vec3b>(0, 0), cv::Vec3b(50, 50, 50));
}

TEST(TrackCrops, are_renewed_only_now_and_then) {
  TrackCrops crops;
  for (int index = 0; index <= TrackCrops::pause; ++index) {
    crops.look(frame(index), index, seen(3));
    EXPECT_EQ(picture(crops, 3).at<cv::Vec3b>(0, 0)[0], index < TrackCrops::pause ? 0 : index);
  }
  crops.look(frame(99), 0, seen(3));
  EXPECT_EQ(picture(crops, 3).at<cv::Vec3b>(0, 0)[0], 99) << "a source that began anew";
}

TEST(TrackCrops, stay_small_and_few) {
  TrackCrops crops;
  cv::Mat large(1000, 2000, CV_8UC3, cv::Scalar::all(1));
  crops.look(large, 0, seen(1, {0, 0, 1, 1}));
  EXPECT_EQ(picture(crops, 1).size(), cv::Size(320, 160));
  for (std::uint64_t id = 2; id <= TrackCrops::most_tracks + 1; ++id) crops.look(frame(1), 0, seen(id));
  EXPECT_EQ(crops.crop_of(1).error().code, base::ErrorCode::no_such_track);
  EXPECT_TRUE(crops.crop_of(2));
}

TEST(TrackCrops, know_only_tracks_that_lie_in_the_frame) {
  TrackCrops crops;
  crops.look(frame(1), 0, seen(0));
  crops.look(frame(1), 0, seen(5, {2, 2, 1, 1}));
  EXPECT_FALSE(crops.crop_of(0));
  const auto error = crops.crop_of(5).error();
  EXPECT_EQ(error.path, "track_id");
  EXPECT_EQ(error.message,
            "there is no picture of a track 5; the newest 64 tracks have one, while inference.tracking is on");
}

}  // namespace
}  // namespace visiond::inference
