#include "client/cli/assignment.hpp"

#include "client/cli/usage_error.hpp"
#include "client/lib/value.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace visiond::cli {
namespace {

using Setting = v1::SettingsSchema::Setting;

v1::SettingsSchema schema() {
  v1::SettingsSchema result;
  auto* section = result.add_sections();
  section->set_name("gemini");
  for (const auto& [path, type] : {std::pair{"gemini.model", Setting::TYPE_STRING},
                                   {"gemini.temperature", Setting::TYPE_NUMBER},
                                   {"gemini.limits", Setting::TYPE_MAP}}) {
    auto* setting = section->add_settings();
    setting->set_path(path);
    setting->set_type(type);
  }
  return result;
}

std::string patch(const std::vector<std::string>& arguments) {
  std::istringstream in("from a pipe\n");
  const auto known = schema();
  return settings::write_json(client::to_json(patch_of(read_assignments(arguments, in), SchemaIndex(known))));
}

TEST(Assignment, splits_at_the_first_equals_sign) {
  const auto assignment = read_assignment("camera.source=file:/a?b=c");
  EXPECT_EQ(assignment.keys, (std::vector<std::string>{"camera", "source"}));
  EXPECT_EQ(assignment.text, "file:/a?b=c");
}

TEST(Assignment, splits_behind_a_quoted_key) {
  const auto assignment = read_assignment(R"(detection.class_confidence["a=\"b"]=0.5)");
  EXPECT_EQ(assignment.keys, (std::vector<std::string>{"detection", "class_confidence", "a=\"b"}));
  EXPECT_EQ(assignment.text, "0.5");
}

TEST(Assignment, may_be_empty_text) { EXPECT_EQ(read_assignment("camera.source=").text, ""); }

TEST(Assignment, refuses_what_is_no_assignment) {
  EXPECT_THROW(read_assignment("camera.width"), UsageError);
  EXPECT_THROW(read_assignment("=3"), UsageError);
  EXPECT_THROW(read_assignment("camera..width=3"), UsageError);
  EXPECT_THROW(read_assignment("camera[=3"), UsageError);
}

TEST(Patch, reads_each_value_by_its_setting) {
  EXPECT_EQ(patch({"gemini.model=4", "gemini.temperature=4"}), R"({"gemini":{"model":"4","temperature":4}})");
}

TEST(Patch, keeps_unknown_paths_for_the_daemon_to_refuse) {
  EXPECT_EQ(patch({"camera.widht=3", "nonsense=x"}), R"({"camera":{"widht":3},"nonsense":"x"})");
}

TEST(Patch, reaches_into_maps) {
  EXPECT_EQ(patch({R"(gemini.limits["per day"]=5)", "gemini.limits.hour=1"}),
            R"({"gemini":{"limits":{"hour":1,"per day":5}}})");
}

TEST(Patch, refuses_paths_that_overlap) {
  EXPECT_THROW(patch({"gemini.model=4", "gemini.model=5"}), UsageError);
  EXPECT_THROW(patch({"gemini={}", "gemini.model=5"}), UsageError);
  EXPECT_THROW(patch({"gemini.model=5", "gemini={}"}), UsageError);
}

TEST(Patch, takes_values_from_files) { EXPECT_EQ(patch({"gemini.model=@-"}), R"({"gemini":{"model":"from a pipe"}})"); }

std::string mistakes(const std::vector<std::string>& arguments) {
  try {
    patch(arguments);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(Patch, names_every_mistake) {
  EXPECT_EQ(mistakes({"camera.width", "gemini.model=@/nonexistent", "a..b=1", "gemini.limits={}", "gemini.limits={}"}),
            "\"camera.width\" is not PATH=VALUE, write for example camera.width=1920\n"
            "The file /nonexistent cannot be read: No such file or directory\n"
            "\"a..b\" is not a path: position 3 of the path: a key must start with a letter or an underscore; quote "
            "others, such as [\"traffic light\"]\n"
            "gemini.limits is named twice, name it once");
}

TEST(Patch, puts_settings_back_to_their_defaults) {
  EXPECT_EQ(settings::write_json(client::to_json(patch_to_defaults({"camera.width", "ui"}))),
            R"({"camera":{"width":null},"ui":null})");
}

}  // namespace
}  // namespace visiond::cli
