#include "daemon/settings/formats.hpp"

#include <gtest/gtest.h>

namespace visiond::settings {
namespace {

class UserInformation : public testing::TestWithParam<std::string_view> {};

TEST_P(UserInformation, is_found) { EXPECT_TRUE(holds_user_information(GetParam())); }

INSTANTIATE_TEST_SUITE_P(
    Uris, UserInformation,
    testing::Values("rtsp://user:pass@host/stream", "rtsp://user@host", "RTSP://U:P@HOST", "http://:pass@host",
                    "rtsp://user:pass@[fe80::1]:554/", "rtsp://us%20er:p%40ss@host", "v4l2://user:pw@host",
                    "gstreamer:rtspsrc location=rtsp://u:p@host ! decodebin ! appsink",
                    "gstreamer:rtspsrc location=\"rtsp://u:p@host/x\" ! appsink",
                    "gstreamer:rtspsrc location=rtsp:\\/\\/u:p@host ! appsink", "http:\\\\u:p@host", "http:u:p@host",
                    "http:/u:p@host", "http:///u:p@host", "http://proxy/?to=rtsp://u:p@host",
                    "http://proxy/?to=rtsp%3A%2F%2Fu%3Ap%40host",
                    "http://proxy/?to=rtsp%253A%252F%252Fu%253Ap%2540host", "rtsp://user:pa/ss@host",
                    "rtsp://user:pa#ss@host", "rtsp://user:pa?ss@host", "file://u:p@host/x"));

class NoUserInformation : public testing::TestWithParam<std::string_view> {};

TEST_P(NoUserInformation, is_found) { EXPECT_FALSE(holds_user_information(GetParam())); }

INSTANTIATE_TEST_SUITE_P(
    Uris, NoUserInformation,
    testing::Values("", "synthetic:", "synthetic:#seed=7", "file:/home/me@work/a.avi", "file:///home/me@work/a.avi",
                    "images:/data/a@b", "v4l2:/dev/video0", "rtsp://host:554/stream", "rtsp://host/user@stream",
                    "rtsp://[fe80::1]:554/a@b", "http://host:8080/?mail=me@host",
                    "https://host/v1beta/models/a:generate", "gstreamer:videotestsrc ! video/x-raw,width=640 ! appsink",
                    "gstreamer:rtspsrc location=rtsp://host/x ! a@b", "not a uri", ":", "://", "a@b"));

TEST(SecretParameter, is_named) {
  EXPECT_EQ(secret_parameter("http://cam/video.cgi?user=me&Password=x"), "password");
  EXPECT_EQ(secret_parameter("gstreamer:rtspsrc location=rtsp://cam user-pw=\"x\" ! appsink"), "user-pw");
  EXPECT_EQ(secret_parameter("https://host/v1?key=abc"), "key");
  EXPECT_EQ(secret_parameter("http://cam/?p%61ssword=x"), "password");
}

TEST(SecretParameter, is_not_seen_in_other_names) {
  EXPECT_EQ(secret_parameter("http://cam/?monkey=1&password=&x=2"), "");
  EXPECT_EQ(secret_parameter("gstreamer:videotestsrc ! x264enc key-int-max=30 pass=5 ! appsink"), "");
  EXPECT_EQ(secret_parameter("file:/a.avi#loop=0"), "");
}

TEST(FindMistake, takes_references_to_credentials) {
  for (const std::string_view text :
       {"", "env:CAMERA_PASSWORD", "env:_x1", "file:/etc/visiond/key", "credential:camera.1"})
    EXPECT_FALSE(find_mistake(Format::credential_reference, text)) << text;
}

TEST(FindMistake, takes_anything_else_for_the_secret_itself) {
  for (const std::string_view text :
       {"hunter2", "env:", "env:1A", "env:A B", "file:", "credential:", "credential:../x", "Env:A"}) {
    const auto mistake = find_mistake(Format::credential_reference, text);
    ASSERT_TRUE(mistake) << text;
    EXPECT_EQ(mistake->code, base::ErrorCode::secret_in_value);
  }
}

TEST(FindMistake, takes_models_by_id_and_version) {
  for (const std::string_view text : {"", "yolo-fastest@1.1", "a@1"})
    EXPECT_FALSE(find_mistake(Format::model_reference, text));
  for (const std::string_view text : {"yolo", "@1", "a@", "../a@1", "a@..", "a@1@2", "a/b@1", "a b@1"})
    EXPECT_TRUE(find_mistake(Format::model_reference, text)) << text;
}

TEST(FindMistake, takes_language_tags) {
  for (const std::string_view text : {"en", "pt-BR", "zh-Hant-TW", "de-1996"})
    EXPECT_FALSE(find_mistake(Format::language_tag, text)) << text;
  for (const std::string_view text : {"", "e", "en-", "-en", "e1", "en_US", "abcdefghi", "en-abcdefghi"})
    EXPECT_TRUE(find_mistake(Format::language_tag, text)) << text;
}

TEST(IsText, takes_valid_utf8) { EXPECT_TRUE(is_text("aé€😀\u07ff\ud7ff\uffff\U0010ffff")); }

TEST(IsText, refuses_broken_utf8_and_nul) {
  using namespace std::string_view_literals;
  for (const std::string_view text :
       {"\0"sv, "\x80"sv, "\xc0\x80"sv, "\xc1\xbf"sv, "\xc3"sv, "\xe0\x80\x80"sv, "\xed\xa0\x80"sv,
        "\xf0\x80\x80\x80"sv, "\xf4\x90\x80\x80"sv, "\xf5\x80\x80\x80"sv, "\xe2\x82"sv, "\xff"sv})
    EXPECT_FALSE(is_text(text));
}

TEST(Elide, keeps_short_text) { EXPECT_EQ(elide(std::string(64, 'a')), std::string(64, 'a')); }

TEST(Elide, cuts_between_characters) {
  EXPECT_EQ(elide(std::string(65, 'a')), std::string(61, 'a') + "…");
  EXPECT_EQ(elide("a" + std::string(59, 'b') + "éééé"), "a" + std::string(59, 'b') + "…");
}

}  // namespace
}  // namespace visiond::settings
