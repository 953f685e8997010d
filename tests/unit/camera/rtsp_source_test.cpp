// RTSP against a real server on loopback. Skipped where its Debian package is not installed (scripts/packages.txt).
#include "services/camera/rtsp_source.hpp"

#include "tests/support/rtsp_server.hpp"
#include "tests/unit/camera/capture_fixture.hpp"

#include <boost/asio.hpp>
#include <gtest/gtest.h>

#include <cstdlib>
#include <future>

namespace visiond::camera {
namespace {

using testing::RtspServer;

SourceSpec spec(const std::string& address, Access access = {}) {
  access.time_out_ms = 20000;
  return {parse_source(address).value(), std::move(access)};
}

std::string mistake(VideoSource& source) {
  const auto opened = source.open({});
  EXPECT_FALSE(opened);
  return opened ? "" : opened.error().message;
}

class Rtsp : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!RtspServer::exists()) GTEST_SKIP() << "the RTSP server needs libgstrtspserver-1.0-dev";
  }
};

TEST_F(Rtsp, shows_what_the_server_sends) {
  RtspServer server;
  RtspSource source(spec(server.url()));
  const auto opened = source.open({});
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(source.format(), (Format{320, 240, 0})) << "JPEG over RTP tells no rate";
  for (int n = 0; n < 5; ++n) {
    const auto image = source.read(n).value();
    EXPECT_EQ(image.size(), cv::Size(320, 240));
    EXPECT_EQ(image.type(), CV_8UC3);
  }
}

TEST_F(Rtsp, comes_over_either_transport) {
  RtspServer tcp({.transport = "tcp"});
  RtspSource over_tcp(spec(tcp.url(), {.transport = Transport::tcp}));
  EXPECT_TRUE(over_tcp.open({}));
  RtspSource not_so(spec(tcp.url(), {.transport = Transport::udp}));
  EXPECT_EQ(mistake(not_so), "cannot open " + tcp.url() + ": it does not come over camera.rtsp_transport");
  RtspServer udp({.transport = "udp"});
  RtspSource over_udp(spec(udp.url(), {.transport = Transport::udp}));
  ASSERT_TRUE(over_udp.open({160, 120, 0}));
  EXPECT_EQ(over_udp.read(0).value().size(), cv::Size(160, 120));
}

TEST_F(Rtsp, says_who_it_is_and_never_tells_the_password) {
  RtspServer server({.username = "me", .password = "p:/@%c4n4ry"});
  setenv("VISIOND_TEST_CAMERA", "p:/@%c4n4ry", 1);
  for (const auto transport : {Transport::tcp, Transport::udp}) {
    RtspSource source(spec(server.url(), {transport, "me", "env:VISIOND_TEST_CAMERA"}));
    EXPECT_TRUE(source.open({}));
  }
  for (const auto transport : {Transport::tcp, Transport::udp}) {
    RtspSource source(spec(server.url(), {transport, "you", "env:VISIOND_TEST_CAMERA"}));
    EXPECT_EQ(mistake(source), "cannot open " + server.url() + ": it refuses camera.username or its password");
    RtspSource nobody(spec(server.url(), {transport}));
    EXPECT_NE(mistake(nobody).find("set camera.username and camera.password_ref"), std::string::npos);
  }
  unsetenv("VISIOND_TEST_CAMERA");
  RtspSource source(spec(server.url(), {Transport::tcp, "me", "env:VISIOND_TEST_CAMERA"}));
  EXPECT_EQ(source.open({}).error().path, "camera.password_ref");
}

TEST_F(Rtsp, is_lost_with_the_server) {
  RtspServer server;
  RtspSource source(spec(server.url()));
  ASSERT_TRUE(source.open({}));
  server.kill();
  auto read = source.read(0);
  while (read) read = source.read(0);
  EXPECT_TRUE(read.error().message.starts_with("cannot read " + server.url())) << read.error().message;
  RtspSource nobody(spec(server.url()));
  EXPECT_EQ(mistake(nobody), "cannot open " + server.url() + ": Connection refused");
}

TEST_F(Rtsp, says_that_there_is_no_such_stream) {
  RtspServer server;
  RtspSource source(spec(server.url() + "/none"));
  EXPECT_EQ(mistake(source), "cannot open " + server.url() + "/none: there is nothing at this address (RTSP 404)");
}

// A server that takes connections and says nothing.
class Silent : public ::testing::Test {
 protected:
  std::string url() const { return "rtsp://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/test"; }

  boost::asio::io_context context;
  boost::asio::ip::tcp::acceptor acceptor{context, {boost::asio::ip::address_v4::loopback(), 0}};
};

TEST_F(Silent, server_is_not_waited_for_longer_than_the_time_out) {
  auto asked = spec(url());
  asked.access.time_out_ms = 50;
  RtspSource source(asked);
  EXPECT_EQ(mistake(source), "cannot open " + url() + ": nothing came within 50 ms");
}

TEST_F(Silent, server_can_be_given_up) {
  RtspSource source(spec(url()));
  auto opened = std::async(std::launch::async, [&] { return mistake(source); });
  source.interrupt();
  EXPECT_EQ(opened.get(), "cannot open " + url() + ": it was given up");
}

class RtspCapture : public CaptureFixture {};

TEST_F(RtspCapture, comes_back_after_the_server_was_killed) {
  if (!RtspServer::exists()) GTEST_SKIP() << "the RTSP server needs libgstrtspserver-1.0-dev";
  RtspServer server;
  factory = [&](const SourceSpec&) { return std::make_unique<RtspSource>(spec(server.url())); };
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
  capture.reset();
}

}  // namespace
}  // namespace visiond::camera
