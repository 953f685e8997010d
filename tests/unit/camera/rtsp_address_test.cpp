#include "services/camera/rtsp_address.hpp"

#include <gtest/gtest.h>

namespace visiond::camera {
namespace {

SourceSpec spec(const std::string& address, const std::string& username) {
  SourceSpec made{parse_source(address).value(), {}};
  made.access.username = username;
  return made;
}

TEST(RtspAddress, is_as_written_without_a_name) {
  EXPECT_EQ(rtsp_address(spec("rtsp://host:554/a?b=c", ""), ""), "rtsp://host:554/a?b=c");
}

TEST(RtspAddress, holds_name_and_password_whatever_is_in_them) {
  EXPECT_EQ(rtsp_address(spec("rtsps://host/a", "me@home"), "p:/?#[]@%ä"),
            "rtsps://me%40home:p%3A%2F%3F%23%5B%5D%40%25%C3%A4@host/a");
}

TEST(RtspPipeline, quotes_what_it_is_given) {
  EXPECT_EQ(rtsp_pipeline(spec("rtsp://host/a!b", "m e"), "a\"b\\c"),
            "rtspsrc protocols=udp latency=0 location=\"rtsp://host/a!b\" tcp-timeout=5000000 user-id=\"m e\" "
            "user-pw=\"a\\\"b\\\\c\" ! decodebin");
  EXPECT_EQ(rtsp_pipeline(spec("rtsp://host/a", ""), "").find("user"), std::string::npos);
}

}  // namespace
}  // namespace visiond::camera
