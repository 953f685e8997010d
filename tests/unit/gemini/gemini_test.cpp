// The participant: rules, the key, and the trial request.
#include "services/gemini/gemini.hpp"

#include "daemon/settings/validation.hpp"
#include "services/pipeline/event_hub.hpp"
#include "tests/support/provider_server.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/waiting.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <future>

namespace visiond::gemini {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using testing::ProviderServer;
using transaction::Occasion;
using transaction::ServiceState;

const std::string key = "c4n4ry-k3y";

class NoPictures final : public pipeline::PicturesApi {
 public:
  std::unique_ptr<pipeline::Subscription> subscribe_pictures(const pipeline::PictureOptions&,
                                                             std::function<void(const pipeline::Picture&)>) override {
    return nullptr;
  }
  void newest_picture(const pipeline::PictureOptions&,
                      std::function<void(base::Result<pipeline::Picture>)> done) override {
    done(base::Error{ErrorCode::no_frame, "", "there is no camera"});
  }
};

class GeminiTest : public ::testing::Test {
 protected:
  GeminiTest() { setenv("VISIOND_TEST_KEY", key.c_str(), 1); }
  ~GeminiTest() override { unsetenv("VISIOND_TEST_KEY"); }

  static transaction::PrepareInput input(const json::object& patch) {
    const settings::Schema schema({gemini_table().section()});
    transaction::PrepareInput input;
    auto section = schema.complete({}).at("gemini").as_object();
    input.change.before = section;
    for (const auto& [name, value] : patch) {
      section[name] = value;
      input.change.changes.push_back({"gemini." + std::string(name), input.change.before.at(name), value});
    }
    input.change.after = std::move(section);
    input.change.kind = settings::UpdateKind::hot_reload;
    return input;
  }
  json::object enabled(const std::string& reference = "env:VISIOND_TEST_KEY") const {
    return {{"enabled", true}, {"model", "m"}, {"api_key_ref", reference}, {"base_url", server.url()}};
  }
  std::vector<std::string> violations(const json::object& patch) const {
    std::vector<std::string> paths;
    for (const auto& each : gemini.check(input(patch).change, {})) paths.push_back(each.path);
    return paths;
  }
  static const GeminiPart& part_of(const std::unique_ptr<transaction::Prepared>& prepared) {
    return static_cast<const GeminiPart&>(*prepared->part());
  }

  ProviderServer server{{.key = key}};
  testing::TempFolder folder;
  base::SystemClock clock;
  NoPictures pictures;
  pipeline::EventHub events;
  Gemini gemini{{.clock = clock,
                 .pictures = pictures,
                 .events = events,
                 .sink = events,
                 .generation = [] { return nullptr; },
                 .camera_name = [](const auto&) { return std::string(); }},
                {.ledger = folder.path() / "gemini.sqlite", .allowed_paths = {folder.path()}}};
};

TEST_F(GeminiTest, changes_without_losing_a_frame) {
  for (const auto& each : gemini_table().section().settings)
    EXPECT_EQ(each.update_kind, settings::UpdateKind::hot_reload) << each.name;
}

TEST_F(GeminiTest, needs_model_and_key_only_where_it_is_enabled) {
  using Paths = std::vector<std::string>;
  EXPECT_EQ(violations({}), Paths());
  EXPECT_EQ(violations({{"enabled", true}}), (Paths{"gemini.model", "gemini.api_key_ref"}));
  EXPECT_EQ(violations({{"enabled", true}, {"model", "m"}, {"provider", "openai"}}), Paths());
  EXPECT_EQ(violations(enabled()), Paths());
}

TEST_F(GeminiTest, refuses_addresses_and_keys_that_are_none) {
  const settings::Schema schema({gemini_table().section()});
  const auto code = [&](const json::object& section) {
    const auto found = settings::check_patch(schema, {{"gemini", section}}).violations;
    return found.size() == 1 ? std::string(to_string(found[0].code)) + " " + found[0].path : "none or many";
  };
  EXPECT_EQ(code({{"base_url", "ftp://h"}}), "INVALID_SETTING gemini.base_url");
  EXPECT_EQ(code({{"base_url", "https://user:pw@h/v1"}}), "SECRET_IN_VALUE gemini.base_url");
  EXPECT_EQ(code({{"api_key_ref", key}}), "SECRET_IN_VALUE gemini.api_key_ref");
  EXPECT_EQ(code({{"prompt", std::string(longest_prompt + 1, 'x')}}), "INVALID_SETTING gemini.prompt");
}

TEST_F(GeminiTest, waits_for_nothing_on_the_strand) {
  EXPECT_FALSE(gemini.needs_worker(input({{"model", "m"}}).change));
  EXPECT_TRUE(gemini.needs_worker(input(enabled()).change));
}

TEST_F(GeminiTest, resolves_the_key_where_it_is_used) {
  EXPECT_EQ(part_of(gemini.prepare(input(enabled()), {}).value()).key().reveal(), key);
  const auto file = folder.path() / "key";
  std::ofstream(file) << key << "\n";
  EXPECT_EQ(part_of(gemini.prepare(input(enabled("file:" + file.string())), {}).value()).key().reveal(), key);
  EXPECT_TRUE(part_of(gemini.prepare(input({{"api_key_ref", "env:VISIOND_TEST_ABSENT"}}), {}).value()).key().empty());
}

TEST_F(GeminiTest, fails_where_there_is_no_key) {
  const testing::TempFolder elsewhere;
  std::ofstream(elsewhere.path() / "key") << key;
  std::ofstream(folder.path() / "lines") << key << "\nEvil: header\n";
  for (const auto& reference :
       {std::string("env:VISIOND_TEST_ABSENT"), "file:" + (folder.path() / "absent").string(),
        "file:" + (elsewhere.path() / "key").string(), "file:" + (folder.path() / "lines").string()}) {
    const auto prepared = gemini.prepare(input(enabled(reference)), {});
    ASSERT_FALSE(prepared) << reference;
    EXPECT_EQ(prepared.error().path, "gemini.api_key_ref");
    EXPECT_EQ(prepared.error().message.find(key), std::string::npos) << prepared.error().message;
  }
}

TEST_F(GeminiTest, asks_nobody_unless_it_is_told_to) {
  ASSERT_TRUE(gemini.prepare(input(enabled()), {}));
  EXPECT_EQ(server.requests(), 0U);
}

class GeminiTrial : public GeminiTest {
 protected:
  transaction::PrepareInput tried(const std::string& provider = "gemini", const json::object& more = {}) const {
    auto patch = enabled();
    for (const auto& [name, value] : more) patch[name] = value;
    patch["verify_on_apply"] = true;
    patch["provider"] = provider;
    return input(patch);
  }
};

TEST_F(GeminiTrial, is_one_tiny_request_without_a_picture) {
  ASSERT_TRUE(gemini.prepare(tried(), {}));
  ASSERT_EQ(server.requests(), 1U);
  EXPECT_EQ(server.asked()[0].target, "/v1beta/models/m:generateContent");
  EXPECT_EQ(server.asked()[0].body.find("inline_data"), std::string::npos);
  ASSERT_TRUE(gemini.prepare(tried("openai"), {}));
  EXPECT_EQ(server.asked()[1].target, "/chat/completions");
}

TEST_F(GeminiTrial, finds_a_wrong_key_and_does_not_tell_it) {
  setenv("VISIOND_TEST_KEY", "wr0ng-k3y", 1);
  for (const auto* provider : {"gemini", "openai"}) {
    const auto prepared = gemini.prepare(tried(provider), {});
    ASSERT_FALSE(prepared);
    EXPECT_EQ(prepared.error().code, ErrorCode::rolled_back);
    EXPECT_EQ(prepared.error().path, "gemini.api_key_ref");
    EXPECT_EQ(prepared.error().message.find("wr0ng-k3y"), std::string::npos) << prepared.error().message;
    EXPECT_NE(prepared.error().message.find("HTTP 401"), std::string::npos) << prepared.error().message;
  }
}

TEST_F(GeminiTrial, is_made_once_whatever_comes_of_it) {
  server.always({.status = 503});
  const auto prepared = gemini.prepare(tried(), {});
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().path, "gemini");
  EXPECT_EQ(server.requests(), 1U);
}

TEST_F(GeminiTrial, says_what_is_wrong_with_the_provider) {
  const std::vector<std::pair<ProviderServer::Manner, std::string>> manners{
      {{.status = 500, .text = "out of order"}, "HTTP 500: out of order"},
      {{.status = 429, .headers = {{"Retry-After", "5"}}}, "it asks for a pause of 5 s"},
      {{.status = 400, .body = "<html>"}, "HTTP 400"},
      {{.status = 302, .headers = {{"Location", "http://127.0.0.1:1/"}}}, "HTTP 302"},
      {{.text = std::string(10000, 'x'), .cut = true}, "cannot be asked"},
      {{.body = "<html>a login page</html>"}, "no JSON that can be read"},
      {{.body = R"({"hello": "world"})"}, "the answer has no c"},
      {{.body = std::string(std::size_t{2} << 20, ' ')}, "1048576 bytes"},
      {{.silent = true}, "gemini.timeout_ms"}};
  for (const auto* provider : {"gemini", "openai"}) {
    for (const auto& [manner, why] : manners) {
      server.next(manner);
      const auto prepared = gemini.prepare(tried(provider, {{"timeout_ms", manner.silent ? 1000 : 60000}}), {});
      ASSERT_FALSE(prepared) << why;
      EXPECT_NE(prepared.error().message.find(why), std::string::npos) << prepared.error().message;
    }
  }
  const ProviderServer untrusted({.certificate_for = "127.0.0.1"});
  const auto prepared = gemini.prepare(tried("gemini", {{"base_url", untrusted.url()}}), {});
  ASSERT_FALSE(prepared);
  EXPECT_NE(prepared.error().message.find("certificate"), std::string::npos) << prepared.error().message;
}

TEST_F(GeminiTrial, is_passed_by_a_model_that_runs_out_of_tokens) {
  server.next({.body = R"({"candidates": [{"finishReason": "MAX_TOKENS"}]})"});
  EXPECT_TRUE(gemini.prepare(tried(), {}));
}

TEST_F(GeminiTrial, is_made_neither_at_the_start_nor_on_the_way_back) {
  for (const auto occasion : {Occasion::start_up, Occasion::revert}) {
    auto asked = tried();
    asked.occasion = occasion;
    EXPECT_TRUE(gemini.prepare(std::move(asked), {}));
  }
  EXPECT_EQ(server.requests(), 0U);
}

TEST_F(GeminiTrial, ends_when_the_transaction_is_given_up) {
  server.next({.silent = true});
  std::stop_source stop;
  auto prepared = std::async(std::launch::async, [&] { return gemini.prepare(tried(), stop.get_token()); });
  ASSERT_TRUE(testing::eventually([&] { return server.requests() == 1; }));
  stop.request_stop();
  ASSERT_EQ(prepared.wait_for(testing::patience), std::future_status::ready);
  EXPECT_FALSE(prepared.get());
}

TEST_F(GeminiTest, is_unaffected_by_another_detector_but_has_a_part_at_start_up) {
  EXPECT_EQ(gemini.prepare(input({}), {}).value(), nullptr);
  auto start = input({});
  start.occasion = Occasion::start_up;
  EXPECT_NE(gemini.prepare(std::move(start), {}).value(), nullptr);
}

TEST_F(GeminiTest, tells_how_it_fares) {
  EXPECT_EQ(gemini.status().state, ServiceState::disabled);
  gemini.prepare(input(enabled()), {}).value()->activate();
  gemini.start();
  const auto status = gemini.status();
  EXPECT_EQ(status.state, ServiceState::ok);
  EXPECT_EQ(status.details.at("model"), "m");
  EXPECT_EQ(status.details.at("left_today"), 500);
  EXPECT_EQ(gemini.status().details, status.details);
}

TEST_F(GeminiTest, is_impaired_without_a_ledger_and_goes_on) {
  std::ofstream(folder.path() / "gemini.sqlite") << std::string(8192, 'x');
  gemini.prepare(input(enabled()), {}).value()->activate();
  gemini.start();
  EXPECT_EQ(gemini.status().state, ServiceState::impaired);
  EXPECT_NE(gemini.status().last_error, "");
}

}  // namespace
}  // namespace visiond::gemini
