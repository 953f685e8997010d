// RTSP against a real server on loopback, and GStreamer pipelines. Skipped where their Debian packages are not
// installed (scripts/packages.txt), and under sanitizers, which those are not built for.
#include "services/camera/stream_source.hpp"

#include "tests/support/rtsp_server.hpp"
#include "tests/unit/camera/capture_fixture.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace visiond::camera {
namespace {

using testing::RtspServer;

SourceSpec spec(const std::string& address, Access access = {}) {
  access.time_out_ms = 20000;
  return {parse_source(address).value(), std::move(access)};
}

class Rtsp : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!RtspServer::exists()) GTEST_SKIP() << "the RTSP server needs libgstrtspserver-1.0-dev";
  }
};

TEST_F(Rtsp, shows_what_the_server_sends) {
  RtspServer server;
  StreamSource source(spec(server.url()));
  const auto opened = source.open({});
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(source.format(), (Format{320, 240, 25}));
  for (int n = 0; n < 5; ++n) {
    const auto image = source.read(n).value();
    EXPECT_EQ(image.size(), cv::Size(320, 240));
    EXPECT_EQ(image.type(), CV_8UC3);
  }
}

TEST_F(Rtsp, comes_over_either_transport) {
  RtspServer tcp({.transport = "tcp"});
  StreamSource over_tcp(spec(tcp.url(), {.transport = Transport::tcp}));
  EXPECT_TRUE(over_tcp.open({}));
  StreamSource not_so(spec(tcp.url(), {.transport = Transport::udp}));
  EXPECT_FALSE(not_so.open({})) << "the server has TCP only";
  RtspServer udp({.transport = "udp"});
  StreamSource over_udp(spec(udp.url(), {.transport = Transport::udp}));
  ASSERT_TRUE(over_udp.open({160, 120, 0}));
  EXPECT_EQ(over_udp.read(0).value().size(), cv::Size(160, 120));
}

TEST_F(Rtsp, says_who_it_is_and_never_tells_the_password) {
  RtspServer server({.username = "me", .password = "p:/@%c4n4ry"});
  setenv("VISIOND_TEST_CAMERA", "p:/@%c4n4ry", 1);
  for (const auto transport : {Transport::tcp, Transport::udp}) {
    StreamSource source(spec(server.url(), {transport, "me", "env:VISIOND_TEST_CAMERA"}));
    EXPECT_TRUE(source.open({}));
  }
  for (const auto transport : {Transport::tcp, Transport::udp}) {
    StreamSource source(spec(server.url(), {transport, "you", "env:VISIOND_TEST_CAMERA"}));
    const auto opened = source.open({});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().message.find("c4n4ry"), std::string::npos) << opened.error().message;
    EXPECT_NE(opened.error().message.find("camera.username"), std::string::npos);
  }
  unsetenv("VISIOND_TEST_CAMERA");
  StreamSource source(spec(server.url(), {Transport::tcp, "me", "env:VISIOND_TEST_CAMERA"}));
  EXPECT_EQ(source.open({}).error().path, "camera.password_ref");
}

TEST_F(Rtsp, is_lost_with_the_server) {
  RtspServer server;
  StreamSource source(spec(server.url()));
  ASSERT_TRUE(source.open({}));
  server.kill();
  auto read = source.read(0);
  while (read) read = source.read(0);
  EXPECT_TRUE(read.error().message.starts_with("cannot read " + server.url())) << read.error().message;
  StreamSource nobody(spec(server.url()));
  EXPECT_NE(nobody.open({}).error().message.find("no server answers there"), std::string::npos);
}

class RtspCapture : public CaptureFixture {};

TEST_F(RtspCapture, comes_back_after_the_server_was_killed) {
  if (!RtspServer::exists()) GTEST_SKIP() << "the RTSP server needs libgstrtspserver-1.0-dev";
  RtspServer server;
  factory = [&](const SourceSpec&) { return std::make_unique<StreamSource>(spec(server.url())); };
  make();
  capture->status()->tuning.frame_timeout_ms = 20000;
  ASSERT_TRUE(capture->start(long_enough, {}));
  sink.wait_for(3);
  server.kill();
  wait_for_state(transaction::ServiceState::away);
  const auto before = sink.count();
  server.restart();
  sink.wait_for(before + 3);
  wait_for_state(transaction::ServiceState::ok);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool instrumented = true;
#else
constexpr bool instrumented = false;
#endif

TEST(GStreamer, runs_a_pipeline_with_and_without_a_sink) {
  if (instrumented) GTEST_SKIP() << "GStreamer is not built for sanitizers";
  StreamSource bare(spec("gstreamer:videotestsrc ! video/x-raw,width=64,height=48,framerate=30/1"));
  if (!bare.open({})) GTEST_SKIP() << "GStreamer's test picture needs gstreamer1.0-plugins-base";
  EXPECT_EQ(bare.format(), (Format{64, 48, 30}));
  EXPECT_EQ(bare.read(0).value().size(), cv::Size(64, 48));
  StreamSource whole(
      spec("gstreamer:videotestsrc num-buffers=3 ! video/x-raw,format=GRAY8,width=64,height=48 ! appsink"));
  ASSERT_TRUE(whole.open({}));
  for (int n = 0; n < 3; ++n) EXPECT_EQ(whole.read(n).value().type(), CV_8UC3);
  EXPECT_FALSE(whole.read(3)) << "it has ended";
}

TEST(GStreamer, says_that_a_pipeline_cannot_run) {
  if (instrumented) GTEST_SKIP() << "GStreamer is not built for sanitizers";
  StreamSource source(spec("gstreamer:nosuchelement ! appsink"));
  EXPECT_EQ(source.open({}).error().message,
            "cannot open gstreamer:nosuchelement ! appsink: GStreamer cannot run it; try it with gst-launch-1.0, with "
            "fakesink at its end");
}

}  // namespace
}  // namespace visiond::camera
