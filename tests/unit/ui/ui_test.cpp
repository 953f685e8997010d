#include "services/ui/ui.hpp"

#include "daemon/settings/schema.hpp"
#include "daemon/settings/validation.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace visiond::ui {
namespace {

namespace json = boost::json;

settings::Schema schema() { return settings::Schema({ui_table().section()}); }

transaction::PrepareInput input(const json::object& patch) {
  transaction::PrepareInput input;
  auto section = schema().complete({}).at("ui").as_object();
  input.change.before = section;
  for (const auto& [name, value] : patch) {
    section[name] = value;
    input.change.changes.push_back({"ui." + std::string(name), input.change.before.at(name), value});
  }
  input.change.after = std::move(section);
  return input;
}

TEST(Ui, puts_every_setting_in_force_at_once) {
  const auto& all = ui_table().section().settings;
  EXPECT_TRUE(std::all_of(all.begin(), all.end(), [](const settings::Setting& each) {
    return each.update_kind == settings::UpdateKind::immediate;
  }));
}

TEST(Ui, reads_what_front_ends_are_to_show) {
  const auto values =
      ui_table().parse(input({{"theme", "dark"}, {"language", "de-CH"}, {"show_zones", false}}).change.after);
  EXPECT_EQ(values.theme, Theme::dark);
  EXPECT_EQ(values.language, "de-CH");
  EXPECT_FALSE(values.show_zones);
  EXPECT_TRUE(values.show_boxes);
  EXPECT_EQ(values.preview_fps, 10);
}

TEST(Ui, keeps_what_it_was_given) {
  Ui ui;
  const auto prepared = ui.prepare(input({{"preview_fps", 5}}), {}).value();
  EXPECT_EQ(prepared->effective().at("preview_fps"), 5);
  EXPECT_EQ(prepared->effective().at("preview_quality"), 70);
  EXPECT_NE(prepared->part(), nullptr);
  EXPECT_FALSE(prepared->needs_switch() || prepared->wants_rehearsal());
  EXPECT_EQ(ui.status().state, transaction::ServiceState::ok);
}

TEST(Ui, is_unaffected_by_another_camera_but_has_a_part_at_start_up) {
  Ui ui;
  EXPECT_EQ(ui.prepare(input({}), {}).value(), nullptr);
  auto start = input({});
  start.occasion = transaction::Occasion::start_up;
  EXPECT_NE(ui.prepare(std::move(start), {}).value(), nullptr);
}

TEST(Ui, refuses_what_no_front_end_could_show) {
  const json::object patch{
      {"ui",
       json::object{{"theme", "pink"}, {"language", "not a language"}, {"preview_fps", 0}, {"preview_quality", 101}}}};
  EXPECT_EQ(settings::check_patch(schema(), patch).violations.size(), 4U);
}

}  // namespace
}  // namespace visiond::ui
