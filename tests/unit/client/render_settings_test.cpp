#include "client/cli/render_settings.hpp"

#include "tests/unit/client/fake_visiond.hpp"
#include "tests/unit/client/messages.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace visiond::cli {
namespace {

using testing::read;

std::string settings_of(const std::vector<std::string>& keys, bool colour = false) {
  const testing::FakeVisiond fake;
  std::ostringstream out;
  render_settings(out, fake.revision, fake.schema, keys, Style(colour));
  return out.str();
}

TEST(RenderSettings, marks_what_is_set_and_what_was_settled_for) {
  EXPECT_EQ(settings_of({}),
            "SETTING                     VALUE                  NOTE\n"
            "camera.width                1920                   set, default 0, in effect 1280\n"
            "camera.source               \"synthetic:\"\n"
            "detection.confidence        0.5\n"
            "detection.labels            []\n"
            "detection.class_confidence  {\"traffic light\":0.7}  set, default {}\n");
}

TEST(RenderSettings, keeps_to_the_path) {
  EXPECT_EQ(settings_of({"camera", "source"}), "SETTING        VALUE         NOTE\ncamera.source  \"synthetic:\"\n");
  EXPECT_EQ(settings_of({"detection", "class_confidence", "traffic light"}),
            "SETTING                                      VALUE  NOTE\n"
            "detection.class_confidence[\"traffic light\"]  0.7    set\n");
}

TEST(RenderSettings, emphasises_what_is_set_on_a_terminal) {
  EXPECT_EQ(settings_of({"camera", "width"}, true),
            "SETTING       VALUE  NOTE\n"
            "\x1b[1mcamera.width  1920   set, default 0, in effect 1280\x1b[0m\n");
}

TEST(RenderRevision, shows_who_made_it_and_what_was_set) {
  const testing::FakeVisiond fake;
  std::ostringstream out;
  render_revision(out, fake.revision, Style(false));
  EXPECT_EQ(out.str(),
            "revision 12\n"
            "  made        2026-02-03T04:05:06Z\n"
            "  by          pat\n"
            "  comment     wider\n"
            "  transaction 0c52d1a7-5a5e-4f3e-9d7e-1f0000000012\n"
            "\n"
            "SETTING                     VALUE\n"
            "camera.width                1920\n"
            "detection.class_confidence  {\"traffic light\":0.7}\n");
}

TEST(RenderHistory, lists_revisions) {
  std::ostringstream out;
  render_history(out, read<v1::ListRevisionsResponse>(R"({"revisions": [
      {"revision": "12", "createTime": "2026-02-03T04:05:06Z", "author": "pat", "transactionId": "t-12", "comment": "a\nb"},
      {"revision": "1", "createTime": "2026-02-03T04:00:00Z", "author": "upgrade"}]})"));
  EXPECT_EQ(out.str(),
            "REVISION  TIME                  AUTHOR   TRANSACTION  COMMENT\n"
            "      12  2026-02-03T04:05:06Z  pat      t-12         a?b\n"
            "       1  2026-02-03T04:00:00Z  upgrade\n");
}

TEST(RenderSchema, tabulates_a_section) {
  const testing::FakeVisiond fake;
  v1::SettingsSchema camera;
  *camera.add_sections() = fake.schema.sections(0);
  std::ostringstream out;
  render_schema(out, camera);
  EXPECT_EQ(out.str(),
            "camera: Where frames come from\n"
            "  PATH           TYPE     RANGE             DEFAULT       KIND     DESCRIPTION\n"
            "  camera.width   INTEGER  0 or 160–7680 px  0             RESTART  Width of the frames\n"
            "  camera.source  STRING                     \"synthetic:\"  RESTART  Where from\n");
}

TEST(RenderSchema, tells_everything_about_one_setting) {
  const testing::FakeVisiond fake;
  std::ostringstream out;
  render_setting(out, fake.schema.sections(0).settings(0));
  EXPECT_EQ(out.str(),
            "camera.width\n"
            "  description  Width of the frames\n"
            "  type         INTEGER\n"
            "  range        0 or 160–7680 px\n"
            "  default      0\n"
            "  kind         RESTART\n");
}

TEST(RangeOf, reads_as_people_write_it) {
  using Setting = v1::SettingsSchema::Setting;
  EXPECT_EQ(range_of(read<Setting>(R"({"choices": ["none", "iou"]})")), "none | iou");
  EXPECT_EQ(range_of(read<Setting>(R"({"minimum": 0, "maximum": 1})")), "0–1");
  EXPECT_EQ(range_of(read<Setting>(R"({"minimum": 3, "unit": "ms"})")), "at least 3 ms");
  EXPECT_EQ(range_of(read<Setting>(R"({"maximum": 3})")), "at most 3");
  EXPECT_EQ(range_of(read<Setting>("{}")), "");
}

}  // namespace
}  // namespace visiond::cli
