#include "daemon/app/config.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace visiond::app {
namespace {

std::string mistakes_of(std::string_view text) {
  const auto config = read_config(text, "visiond.json");
  return config ? "accepted" : config.error().message;
}

TEST(Config, has_the_tables_defaults_where_the_file_says_nothing) {
  const Config config = read_config("{}", "visiond.json").value();
  EXPECT_EQ(config.listen, Config().listen);
  EXPECT_EQ(config.state_dir, Config().state_dir);
  EXPECT_EQ(config.models_dir, Config().models_dir);
  EXPECT_EQ(config.allowed_paths, Config().allowed_paths);
  EXPECT_EQ(config.model_catalogue, Config().model_catalogue);
  EXPECT_EQ(config.compute_threads, Config().compute_threads);
  EXPECT_EQ(config.allow_fault_options, Config().allow_fault_options);
}

TEST(Config, reads_every_key_and_comments) {
  const Config config = read_config(R"({
    // where to listen
    "listen": ["unix:/tmp/v.sock", "[::1]:0"],
    "state_dir": "/srv/state", /* both */ "models_dir": "/srv/models",
    "allowed_paths": ["/srv"], "model_catalogue": "/srv/models.json",
    "compute_threads": 3,
    "allow_fault_options": true
  })",
                                    "visiond.json")
                            .value();
  EXPECT_EQ(config.listen, (std::vector<std::string>{"unix:/tmp/v.sock", "[::1]:0"}));
  EXPECT_EQ(config.state_dir, "/srv/state");
  EXPECT_EQ(config.models_dir, "/srv/models");
  EXPECT_EQ(config.allowed_paths, std::vector<std::string>{"/srv"});
  EXPECT_EQ(config.model_catalogue, "/srv/models.json");
  EXPECT_EQ(config.compute_threads, 3);
  EXPECT_TRUE(config.allow_fault_options);
}

TEST(Config, names_the_place_where_the_file_is_not_json) {
  EXPECT_TRUE(mistakes_of("{\n  \"listen\": [\n}").starts_with("visiond.json:3:1: "))
      << mistakes_of("{\n  \"listen\": [\n}");
}

TEST(Config, names_the_place_of_an_unknown_key_and_the_one_meant) {
  EXPECT_EQ(mistakes_of("{\n  // state\n  \"state_dri\": \"/srv\"}"),
            "visiond.json:3:3: state_dri: there is no such key; did you mean state_dir?");
}

TEST(Config, lists_the_keys_where_none_is_near) {
  EXPECT_EQ(mistakes_of(R"({"colour": 1})"),
            "visiond.json:1:2: colour: there is no such key; the keys are listen, state_dir, models_dir, "
            "allowed_paths, model_catalogue, compute_threads, allow_fault_options");
}

TEST(Config, names_the_place_of_a_wrong_value) {
  EXPECT_EQ(mistakes_of("{\n  \"compute_threads\": -1}"),
            "visiond.json:2:22: compute_threads: -1 is out of range; it must be 0 to 1024");
}

TEST(Config, names_the_place_of_the_wrong_address_in_a_list) {
  const std::string text = mistakes_of("{\"listen\": [\"127.0.0.1:1\",\n\"here\"]}");
  EXPECT_TRUE(text.starts_with("visiond.json:2:1: listen[1]: \"here\" has no port; ")) << text;
}

TEST(Config, reports_every_mistake_in_the_files_order) {
  EXPECT_EQ(mistakes_of("{\"x_y\": 1,\n \"state_dir\": \"\",\n \"allow_fault_options\": 1}"),
            "visiond.json:1:2: x_y: there is no such key; the keys are listen, state_dir, models_dir, allowed_paths, "
            "model_catalogue, compute_threads, allow_fault_options\n"
            "visiond.json:2:15: state_dir: the value is empty; it must be the path of a folder\n"
            "visiond.json:3:25: allow_fault_options: 1 is a number; it must be true or false");
}

TEST(Config, refuses_a_list_without_addresses) {
  EXPECT_EQ(mistakes_of(R"({"listen": []})"),
            "visiond.json:1:12: listen: the list is empty; name at least one address");
}

TEST(Config, refuses_what_is_no_object) {
  EXPECT_TRUE(mistakes_of("\n [1]").starts_with("visiond.json:2:2: the file must hold one JSON object"));
}

TEST(Config, finds_the_place_behind_a_comment_of_stars) {
  EXPECT_EQ(mistakes_of("{ /** é **/\n /***/ \"compute_threads\": -1 /****/}"),
            "visiond.json:2:27: compute_threads: -1 is out of range; it must be 0 to 1024");
}

TEST(Config, finds_the_place_of_keys_that_need_quotes) {
  EXPECT_TRUE(mistakes_of("{\n \"é\\\"}, //\": {\"a\": [1, {}]}, \"b\": 1}").find("visiond.json:2:30: b: ") !=
              std::string::npos)
      << mistakes_of("{\n \"é\\\"}, //\": {\"a\": [1, {}]}, \"b\": 1}");
}

}  // namespace
}  // namespace visiond::app
