#include "daemon/rpc/read_pictures.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace visiond::rpc {
namespace {

v1::StreamFramesRequest frames(double max_fps, int quality, int max_width) {
  v1::StreamFramesRequest request;
  request.set_max_fps(max_fps);
  request.set_quality(quality);
  request.set_max_width(max_width);
  return request;
}

TEST(ReadPictures, takes_every_frame_as_it_is_at_quality_80_where_nothing_is_asked_for) {
  const auto options = read_request(v1::StreamFramesRequest{}).value();
  EXPECT_EQ(options.max_fps, 0);
  EXPECT_EQ(options.quality, 80);
  EXPECT_EQ(options.max_width, 0);
  EXPECT_FALSE(options.draw_boxes);
  const auto snapshot = read_request(v1::GetSnapshotRequest{}).value();
  EXPECT_EQ(snapshot.quality, 80);
  EXPECT_FALSE(snapshot.draw_boxes);
}

TEST(ReadPictures, takes_what_is_asked_for_up_to_the_bounds) {
  EXPECT_TRUE(read_request(frames(0, 1, 16)));
  const auto options = read_request(frames(240, 100, 7680)).value();
  EXPECT_EQ(options.max_fps, 240);
  EXPECT_EQ(options.quality, 100);
  EXPECT_EQ(options.max_width, 7680);
  v1::GetSnapshotRequest request;
  request.set_quality(100);
  request.set_draw_boxes(true);
  const auto snapshot = read_request(request).value();
  EXPECT_EQ(snapshot.quality, 100);
  EXPECT_TRUE(snapshot.draw_boxes);
}

TEST(ReadPictures, refuses_what_is_out_of_bounds_and_names_the_field) {
  const auto refused = [](const v1::StreamFramesRequest& request) { return read_request(request).error(); };
  EXPECT_EQ(refused(frames(-1, 0, 0)).path, "max_fps");
  EXPECT_EQ(refused(frames(240.5, 0, 0)).message,
            "max_fps is 240.5; it must be 0 (every frame) to 240 frames per second");
  EXPECT_EQ(refused(frames(std::numeric_limits<double>::quiet_NaN(), 0, 0)).path, "max_fps");
  EXPECT_EQ(refused(frames(0, 101, 0)).message, "quality is 101; it must be 1 to 100, or 0 for 80");
  EXPECT_EQ(refused(frames(0, -1, 0)).path, "quality");
  EXPECT_EQ(refused(frames(0, 0, 15)).message,
            "max_width is 15; it must be 16 to 7680 pixels, or 0 for frames as they are");
  EXPECT_EQ(refused(frames(0, 0, 7681)).path, "max_width");
  EXPECT_EQ(refused(frames(0, 0, -1)).code, base::ErrorCode::invalid_request);
  v1::GetSnapshotRequest snapshot;
  snapshot.set_quality(-5);
  EXPECT_EQ(read_request(snapshot).error().path, "quality");
}

}  // namespace
}  // namespace visiond::rpc
