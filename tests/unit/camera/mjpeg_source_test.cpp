// The HTTP source against a real server on loopback.
#include "services/camera/mjpeg_source.hpp"

#include "tests/support/mjpeg_server.hpp"
#include "tests/support/waiting.hpp"
#include "tests/unit/camera/capture_fixture.hpp"
#include "tests/unit/camera/pictures.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <future>

namespace visiond::camera {
namespace {

using testing::MjpegServer;

SourceSpec spec(const std::string& url, Access access = {}) { return {parse_source(url).value(), std::move(access)}; }

std::string mistake(VideoSource& source) {
  const auto opened = source.open({});
  EXPECT_FALSE(opened);
  return opened ? "" : opened.error().message;
}

int grey(const cv::Mat& image) { return image.at<cv::Vec3b>(10, 10)[0]; }

TEST(MjpegSource, shows_what_the_server_pushes) {
  for (const bool with_length : {true, false}) {
    MjpegServer server({.pictures = {jpeg(40), jpeg(80), jpeg(120)}, .with_length = with_length});
    MjpegSource source(spec(server.url()));
    ASSERT_TRUE(source.open({}));
    EXPECT_EQ(source.format(), (Format{64, 48, 0}));
    EXPECT_TRUE(source.live());
    for (const int expected : {40, 80, 120, 40}) EXPECT_NEAR(grey(source.read(0).value()), expected, 3);
  }
}

TEST(MjpegSource, is_scaled_where_another_size_is_asked_for) {
  MjpegServer server({.pictures = {jpeg(40)}});
  MjpegSource source(spec(server.url()));
  ASSERT_TRUE(source.open({32, 24, 0}));
  EXPECT_EQ(source.format(), (Format{32, 24, 0}));
  EXPECT_EQ(source.read(0).value().size(), cv::Size(32, 24));
}

TEST(MjpegSource, leaves_a_damaged_picture_out) {
  MjpegServer server({.pictures = {"garbage", jpeg(40), "", jpeg(80).substr(0, 30)}});
  MjpegSource source(spec(server.url()));
  ASSERT_TRUE(source.open({}));
  EXPECT_NEAR(grey(source.read(0).value()), 40, 3);
  EXPECT_TRUE(source.read(0).value().empty());
  EXPECT_TRUE(source.read(0).value().empty());
  EXPECT_TRUE(source.read(0).value().empty());
  EXPECT_NEAR(grey(source.read(0).value()), 40, 3);
}

TEST(MjpegSource, says_who_it_is) {
  MjpegServer server({.pictures = {jpeg(40)}, .username = "me", .password = "p:/@ä"});
  setenv("VISIOND_TEST_CAMERA", "p:/@ä", 1);
  MjpegSource known(spec(server.url(), {.username = "me", .password_ref = "env:VISIOND_TEST_CAMERA"}));
  EXPECT_TRUE(known.open({}));
  setenv("VISIOND_TEST_CAMERA", "c4n4ry", 1);
  MjpegSource wrong(spec(server.url(), {.username = "me", .password_ref = "env:VISIOND_TEST_CAMERA"}));
  EXPECT_EQ(mistake(wrong), "cannot open " + server.url() + ": it refuses camera.username or its password");
  unsetenv("VISIOND_TEST_CAMERA");
  MjpegSource unset(spec(server.url(), {.username = "me", .password_ref = "env:VISIOND_TEST_CAMERA"}));
  const auto opened = unset.open({});
  EXPECT_EQ(opened.error().path, "camera.password_ref");
  MjpegSource nobody(spec(server.url()));
  EXPECT_NE(mistake(nobody).find("set camera.username and camera.password_ref"), std::string::npos);
  EXPECT_EQ(server.served(), 1);
}

TEST(MjpegSource, says_what_is_wrong) {
  MjpegServer server({.pictures = {jpeg(40)}, .content_type = "text/html"});
  MjpegSource page(spec(server.url()));
  EXPECT_EQ(mistake(page), "cannot open " + server.url() +
                               ": the server gives text/html, not multipart/x-mixed-replace of JPEG pictures");
  server.kill();
  MjpegSource nobody(spec(server.url()));
  EXPECT_NE(mistake(nobody).find("connect"), std::string::npos);
  MjpegServer silent({.pictures = {jpeg(40)}});
  silent.stall(true);
  MjpegSource late(spec(silent.url(), {.time_out_ms = 30}));
  EXPECT_EQ(mistake(late), "cannot open " + silent.url() + ": no picture came within 30 ms");
}

TEST(MjpegSource, is_lost_when_the_server_ends_in_the_middle_of_a_picture) {
  MjpegServer server({.pictures = {jpeg(40)}});
  MjpegSource source(spec(server.url()));
  ASSERT_TRUE(source.open({}));
  server.cut();
  auto read = source.read(0);
  while (read) read = source.read(0);
  EXPECT_TRUE(read.error().message.starts_with("cannot read " + server.url() + ": ")) << read.error().message;
}

TEST(MjpegSource, can_be_given_up_while_it_waits) {
  MjpegServer server({.pictures = {jpeg(40)}});
  server.stall(true);
  MjpegSource source(spec(server.url(), {.time_out_ms = 60000}));
  auto opened = std::async(std::launch::async, [&] { return source.open({}); });
  source.interrupt();
  EXPECT_EQ(opened.get().error().message, "cannot open " + server.url() + ": it was given up");
}

class MjpegCapture : public CaptureFixture {
 protected:
  MjpegCapture() {
    factory = [this](const SourceSpec& asked) {
      auto here = asked;
      here.uri = parse_source(server.url()).value();
      return std::make_unique<MjpegSource>(here);
    };
  }
  MjpegServer server{{.pictures = {jpeg(40)}}};
};

TEST_F(MjpegCapture, comes_back_after_the_server_was_killed_cut_and_stalled) {
  make();
  capture->status()->tuning.frame_timeout_ms = 300;
  ASSERT_TRUE(capture->start(long_enough, {}));
  sink.wait_for(3);
  server.kill();
  wait_for_state(transaction::ServiceState::away);
  const auto before = sink.count();
  server.restart();
  sink.wait_for(before + 3);
  server.cut();
  ASSERT_TRUE(testing::eventually([&] { return server.served() >= 3; }));
  sink.wait_for(sink.count() + 3);
  server.stall(true);
  wait_for_state(transaction::ServiceState::away);
  server.stall(false);
  sink.wait_for(sink.count() + 3);
  EXPECT_EQ(stragglers.count(), 0U);
}

}  // namespace
}  // namespace visiond::camera
