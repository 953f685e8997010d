#include "services/camera/multipart.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace visiond::camera {
namespace {

std::vector<std::string> parts(const std::string& body, std::size_t piece) {
  MultipartReader reader("b");
  std::vector<std::string> all;
  for (std::size_t at = 0; at < body.size(); at += piece) {
    EXPECT_TRUE(reader.feed(std::string_view(body).substr(at, piece)));
    while (auto part = reader.next_part()) all.push_back(*part);
  }
  return all;
}

using Parts = std::vector<std::string>;

TEST(Multipart, finds_the_boundary) {
  EXPECT_EQ(multipart_boundary("multipart/x-mixed-replace; boundary=frame"), "frame");
  EXPECT_EQ(multipart_boundary("Multipart/X-Mixed-Replace;BOUNDARY=\"a b\"; x=y"), "a b");
  EXPECT_EQ(multipart_boundary("multipart/x-mixed-replace; boundary=--myboundary"), "myboundary");
  EXPECT_FALSE(multipart_boundary("image/jpeg"));
  EXPECT_FALSE(multipart_boundary("multipart/x-mixed-replace"));
  EXPECT_FALSE(multipart_boundary("multipart/x-mixed-replace; boundary="));
  EXPECT_FALSE(multipart_boundary(""));
}

TEST(Multipart, reads_parts_that_say_their_length_however_they_are_cut) {
  const std::string body =
      "--b\r\nContent-Type: image/jpeg\r\ncontent-length:  7\r\n\r\n--b\r\n--\r\n--b\r\nContent-Length: "
      "3\r\n\r\nabc\r\n--b\r\n";
  for (std::size_t piece = 1; piece <= body.size(); ++piece) EXPECT_EQ(parts(body, piece), (Parts{"--b\r\n--", "abc"}));
}

TEST(Multipart, reads_parts_up_to_the_next_boundary_however_they_are_cut) {
  const std::string body = "preamble\r\n--b\r\n\r\nabc\r\n--b\nX: y\n\nd--e\n--b\r\n\r\n\r\n--b";
  for (std::size_t piece = 1; piece <= body.size(); ++piece) EXPECT_EQ(parts(body, piece), (Parts{"abc", "d--e", ""}));
}

TEST(Multipart, gives_no_part_that_is_not_whole) {
  EXPECT_EQ(parts("--b\r\nContent-Length: 4\r\n\r\nabc", 5), Parts{});
  EXPECT_EQ(parts("--b\r\n\r\nabc\r\n--", 5), Parts{});
}

TEST(Multipart, takes_no_length_that_is_no_number) {
  EXPECT_EQ(parts("--b\r\nContent-Length: 4x\r\n\r\nabc\r\n--b", 100), Parts{"abc"});
}

TEST(Multipart, gives_up_on_what_is_too_large) {
  MultipartReader huge("b");
  huge.feed("--b\r\nContent-Length: 99999999999\r\n\r\n");
  huge.next_part();
  EXPECT_FALSE(huge.feed("x"));
  MultipartReader endless("b");
  const std::string piece(100000, 'x');
  bool taken = true;
  for (int n = 0; taken && n < 10; ++n) {
    taken = endless.feed(piece);
    endless.next_part();
  }
  EXPECT_FALSE(taken);
}

}  // namespace
}  // namespace visiond::camera
