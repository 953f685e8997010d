#include "services/camera/source_uri.hpp"

#include <gtest/gtest.h>

namespace visiond::camera {
namespace {

SourceUri parsed(const std::string& text) {
  const auto uri = parse_source(text);
  EXPECT_TRUE(uri) << text << ": " << uri.error().message;
  return uri ? *uri : SourceUri{};
}

std::string mistake(const std::string& text) {
  const auto uri = parse_source(text);
  EXPECT_FALSE(uri) << text;
  if (uri) return {};
  EXPECT_EQ(uri.error().code, base::ErrorCode::invalid_setting);
  EXPECT_EQ(uri.error().path, "camera.source");
  return uri.error().message;
}

TEST(SourceUri, of_nothing_is_no_source) { EXPECT_EQ(parsed("").scheme, Scheme::none); }

TEST(SourceUri, names_a_synthetic_source) {
  const auto uri = parsed("synthetic:#seed=18446744073709551615&shapes=0");
  EXPECT_EQ(uri.scheme, Scheme::synthetic);
  EXPECT_EQ(uri.seed, UINT64_MAX);
  EXPECT_EQ(uri.shapes, 0);
  EXPECT_TRUE(uri.loop && uri.pace);
  EXPECT_FALSE(uri.exclusive || uri.has_faults());
}

TEST(SourceUri, names_a_file_in_either_form) {
  EXPECT_EQ(parsed("file:clips/a b.avi").path, "clips/a b.avi");
  EXPECT_EQ(parsed("file:/data/a.avi").path, "/data/a.avi");
  EXPECT_EQ(parsed("file:///data/a.avi#loop=0&pace=0&exclusive=1"),
            parsed("file:/data/a.avi#exclusive=1&pace=0&loop=0"));
}

TEST(SourceUri, names_every_other_kind) {
  EXPECT_EQ(parsed("images:/data/pictures").path, "/data/pictures");
  EXPECT_EQ(parsed("images:///data").scheme, Scheme::images);
  EXPECT_EQ(parsed("v4l2:/dev/v4l/by-id/usb-cam#pace=1").path, "/dev/v4l/by-id/usb-cam");
  EXPECT_TRUE(parsed("v4l2:/dev/video0#exclusive=0").exclusive) << "such a device never opens twice";
  EXPECT_EQ(parsed("rtsp://host:554/a?b=c#stall_at=1").path, "rtsp://host:554/a?b=c");
  EXPECT_EQ(parsed("rtsps://host").scheme, Scheme::rtsp);
  EXPECT_EQ(parsed("http://host/a").scheme, Scheme::http);
  EXPECT_EQ(parsed("https://[::1]:8443/a?x=1&y=2").path, "https://[::1]:8443/a?x=1&y=2");
  EXPECT_EQ(parsed("gstreamer:videotestsrc ! appsink").path, "videotestsrc ! appsink");
  EXPECT_EQ(parsed("gstreamer:a text=\"#1\" ! b").path, "a text=\"#1\" ! b");
  EXPECT_EQ(parsed("gstreamer:a text=\"#1\" ! b#exclusive=1").path, "a text=\"#1\" ! b");
}

TEST(SourceUri, refuses_what_names_nothing) {
  EXPECT_EQ(mistake("rtsp://"), "rtsp:// names nothing; write rtsp://host/path");
  EXPECT_EQ(mistake("http:///a"), "http:// names nothing; write http://host/path");
  EXPECT_EQ(mistake("images:"), "images: names nothing; write images:/path/to/folder");
  EXPECT_EQ(mistake("gstreamer: "), "gstreamer: names nothing; write gstreamer:videotestsrc ! videoconvert");
  EXPECT_EQ(mistake("v4l2:0"), "v4l2: takes a device below /dev/; write v4l2:/dev/video0");
}

TEST(SourceUri, leaves_a_question_mark_in_the_path) { EXPECT_EQ(parsed("file:/a?b=c#loop=0").path, "/a?b=c"); }

TEST(SourceUri, has_the_same_device_whatever_its_options) {
  EXPECT_EQ(parsed("file:/a#loop=0").device(), parsed("file:///a").device());
  EXPECT_NE(parsed("file:/a").device(), parsed("file:/b").device());
  EXPECT_NE(parsed("file:synthetic:").device(), parsed("synthetic:").device());
}

TEST(SourceUri, knows_its_fault_options) {
  for (const auto* option : {"fail_open=1", "slow_open_ms=1", "stall_at=5", "disconnect_at=5", "corrupt_at=5"})
    EXPECT_TRUE(parsed(std::string("synthetic:#") + option).has_faults()) << option;
  EXPECT_FALSE(parsed("synthetic:#fail_open=0&slow_open_ms=0&stall_at=0").has_faults());
}

TEST(SourceUri, says_which_sources_there_are) {
  EXPECT_EQ(mistake("ftp://host/a"),
            "ftp: is no source that visiond can open; there are synthetic:, file:PATH, images:DIR, v4l2:/dev/…, "
            "rtsp(s)://…, http(s)://…, gstreamer:PIPELINE, and nothing for no camera");
  EXPECT_NE(mistake("camera").find("synthetic:"), std::string::npos);
  EXPECT_NE(mistake("synthetic:x").find("is no source"), std::string::npos);
}

TEST(SourceUri, refuses_a_file_without_a_path) {
  EXPECT_EQ(mistake("file:"), "file: names nothing; write file:/path/to/video");
  EXPECT_EQ(mistake("file://#loop=1"), "file: names nothing; write file:/path/to/video");
}

TEST(SourceUri, says_which_options_there_are) {
  EXPECT_NE(mistake("synthetic:#sed=7").find("there is no option #sed; there are corrupt_at, "), std::string::npos);
  EXPECT_NE(mistake("synthetic:#loop=1&&pace=1").find("there is no option #;"), std::string::npos);
}

TEST(SourceUri, says_what_an_option_may_be) {
  EXPECT_EQ(mistake("synthetic:#loop=2"), "#loop=2 is wrong; loop is 0 or 1");
  EXPECT_EQ(mistake("synthetic:#loop"), "#loop= is wrong; loop is 0 or 1");
  for (const auto* seed : {"", "-1", "1.5", "7x", " 7", "18446744073709551616"})
    EXPECT_NE(mistake(std::string("synthetic:#seed=") + seed).find("seed is a whole number"), std::string::npos);
  EXPECT_NE(mistake("synthetic:#shapes=65").find("0 to 64"), std::string::npos);
  EXPECT_NE(mistake("synthetic:#slow_open_ms=60001").find("0 to 60000"), std::string::npos);
}

}  // namespace
}  // namespace visiond::camera
