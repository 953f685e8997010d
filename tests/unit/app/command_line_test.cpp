#include "daemon/app/command_line.hpp"

#include "daemon/base/failpoint.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace visiond::app {
namespace {

Invocation accepted(std::vector<std::string> arguments) {
  auto result = read_command_line(std::move(arguments));
  if (const auto* end = std::get_if<EarlyEnd>(&result)) throw std::runtime_error("refused: " + end->message);
  return std::get<Invocation>(std::move(result));
}

EarlyEnd ended(std::vector<std::string> arguments) {
  auto result = read_command_line(std::move(arguments));
  if (std::holds_alternative<Invocation>(result)) throw std::runtime_error("accepted");
  return std::get<EarlyEnd>(std::move(result));
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class CommandLine : public ::testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) {
    const auto path = folder_.path() / name;
    std::ofstream(path) << text;
    return path.string();
  }

  testing::TempFolder folder_;
};

TEST_F(CommandLine, means_the_defaults_when_empty) {
  const auto invocation = accepted({});
  EXPECT_EQ(invocation.config.listen, Config().listen);
  EXPECT_EQ(invocation.config.state_dir, Config().state_dir);
  EXPECT_FALSE(invocation.config.allow_fault_options);
  EXPECT_FALSE(invocation.initial_settings);
  EXPECT_FALSE(invocation.start_from_newest_readable);
  EXPECT_FALSE(invocation.check_config);
}

TEST_F(CommandLine, takes_what_is_typed_over_what_the_file_says) {
  const auto config = file("c.json", R"({"listen": ["localhost:1"], "state_dir": "/a", "compute_threads": 2})");
  const auto invocation = accepted({"--config", config, "--listen", "unix:/s", "--listen", "localhost:0", "--state-dir",
                                    "/b", "--models-dir", "/m", "--model-catalogue", "/c", "--http", "off",
                                    "--allow-fault-options", "--start-from-newest-readable", "--check-config"});
  EXPECT_EQ(invocation.config.listen, (std::vector<std::string>{"unix:/s", "localhost:0"}));
  EXPECT_EQ(invocation.config.state_dir, "/b");
  EXPECT_EQ(invocation.config.models_dir, "/m");
  EXPECT_EQ(invocation.config.model_catalogue, "/c");
  EXPECT_EQ(invocation.config.compute_threads, 2);
  EXPECT_TRUE(invocation.config.allow_fault_options);
  EXPECT_TRUE(invocation.start_from_newest_readable);
  EXPECT_TRUE(invocation.check_config);
}

TEST_F(CommandLine, reads_initial_settings_as_text_or_from_a_file) {
  const json::object expected{{"ui", {{"theme", "dark"}}}};
  EXPECT_EQ(accepted({"--initial-settings", R"( {"ui":{"theme":"dark"}})"}).initial_settings, expected);
  EXPECT_EQ(accepted({"--initial-settings", file("s.json", R"({"ui":{"theme":"dark"}})")}).initial_settings, expected);
}

TEST_F(CommandLine, says_where_initial_settings_are_not_json) {
  const auto end = ended({"--initial-settings", R"({"ui":})"});
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_TRUE(end.message.starts_with("--initial-settings:1:7: ")) << end.message;
}

TEST_F(CommandLine, refuses_initial_settings_that_are_no_object) {
  EXPECT_TRUE(holds(ended({"--initial-settings", file("s.json", "[]")}).message, "must be one JSON object"));
}

TEST_F(CommandLine, names_a_file_that_cannot_be_read_and_why) {
  const auto end = ended({"--config", (folder_.path() / "none.json").string()});
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_TRUE(holds(end.message, "none.json cannot be read: No such file or directory")) << end.message;
}

TEST_F(CommandLine, refuses_a_folder_as_configuration_file) {
  EXPECT_TRUE(holds(ended({"--config", folder_.path().string()}).message, "cannot be read: Is a directory"));
}

TEST_F(CommandLine, reports_every_mistake) {
  const auto end = ended({"--config", file("c.json", "{\"x\": 1}"), "--listen", "nowhere", "--http", "localhost:80",
                          "--initial-settings", "{"});
  EXPECT_EQ(end.exit_code, 2);
  for (const auto* part : {"c.json:1:2: x: ", "--listen: \"nowhere\" has no port",
                           "--http: this version serves no HTTP", "--initial-settings:1:2: "})
    EXPECT_TRUE(holds(end.message, part)) << part << " is not in " << end.message;
}

TEST_F(CommandLine, refuses_unknown_options_and_stray_words) {
  EXPECT_EQ(ended({"--colour"}).exit_code, 2);
  EXPECT_TRUE(holds(ended({"start"}).message, "start"));
  EXPECT_EQ(ended({"--listen", "localhost:1", "start"}).exit_code, 2);
  EXPECT_EQ(ended({"--config"}).exit_code, 2);
}

TEST_F(CommandLine, lists_fail_points_or_says_that_there_are_none) {
  const auto end = ended({"--list-failpoints"});
  EXPECT_EQ(end.exit_code, base::has_failpoints ? 0 : 2);
  const auto* part = base::has_failpoints ? "store.before_commit\n" : "built without fail points; configure with";
  EXPECT_TRUE(holds(end.message, part)) << end.message;
}

TEST_F(CommandLine, tells_its_version_and_help) {
  EXPECT_TRUE(ended({"--version"}).message.starts_with("visiond "));
  EXPECT_EQ(ended({"--version"}).exit_code, 0);
  EXPECT_TRUE(holds(ended({"--help"}).message, "--start-from-newest-readable"));
  EXPECT_EQ(ended({"--help"}).exit_code, 0);
}

}  // namespace
}  // namespace visiond::app
