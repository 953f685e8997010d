#include "daemon/app/daemon_section.hpp"

#include <gtest/gtest.h>

namespace visiond::app {
namespace {

namespace json = boost::json;

transaction::PrepareInput asking_for(const json::object& changed) {
  transaction::PrepareInput input;
  json::object section;
  for (const auto& setting : daemon_table().section().settings) section.emplace(setting.name, setting.default_value);
  input.change.before = section;
  for (const auto& member : changed) section[member.key()] = member.value();
  input.change.after = std::move(section);
  return input;
}

class DaemonSectionTest : public ::testing::Test {
 protected:
  std::unique_ptr<transaction::Prepared> prepare(const json::object& changed) {
    return std::move(section_.prepare(asking_for(changed), {}).value());
  }

  base::SystemClock clock_;
  std::vector<spdlog::level::level_enum> levels_;
  DaemonSection section_{clock_, [this](auto level) { levels_.push_back(level); }};
};

TEST_F(DaemonSectionTest, has_the_structs_defaults_in_its_table) {
  const auto prepared = prepare({});
  const auto& settings = dynamic_cast<const DaemonPart&>(*prepared->part()).settings;
  EXPECT_EQ(settings.log_level, DaemonSettings().log_level);
  EXPECT_EQ(settings.transaction_timeout_ms, DaemonSettings().transaction_timeout_ms);
  EXPECT_EQ(settings.history_limit, DaemonSettings().history_limit);
}

TEST_F(DaemonSectionTest, changes_everything_at_once_without_preparing) {
  for (const auto& setting : section_.section().settings)
    EXPECT_EQ(setting.update_kind, settings::UpdateKind::immediate) << setting.name;
}

TEST_F(DaemonSectionTest, leaves_the_log_level_alone_until_activated) {
  prepare({{"log_level", "debug"}});
  EXPECT_TRUE(levels_.empty());
}

TEST_F(DaemonSectionTest, sets_the_log_level_when_activated) {
  prepare({{"log_level", "error"}})->activate();
  EXPECT_EQ(levels_, std::vector{spdlog::level::err});
}

TEST_F(DaemonSectionTest, settles_for_what_was_asked) {
  const json::object asked{{"log_level", "warn"}, {"transaction_timeout_ms", 1000}, {"history_limit", 10}};
  EXPECT_EQ(prepare(asked)->effective(), asked);
}

}  // namespace
}  // namespace visiond::app
