#include "services/models/registry.hpp"

#include "tests/support/model_folder.hpp"
#include "tests/support/waiting.hpp"
#include "tests/unit/models/sample_model.hpp"

#include <gtest/gtest.h>

#include <future>

namespace visiond::models {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using testing::ModelFolder;

class RegistryTest : public ::testing::Test {
 protected:
  RegistryTest() {
    ModelFolder::write(source / "model.json", sample_manifest());
    ModelFolder::write(source / "net.onnx", sample_network);
  }

  void start() { registry = std::make_unique<Registry>(library, options); }
  base::Result<InstalledModel> install(std::stop_token stop = {}) {
    std::promise<base::Result<InstalledModel>> answer;
    registry->install({.from = FromServerPath{source}}, std::move(stop),
                      [&](auto result) { answer.set_value(std::move(result)); });
    return answer.get_future().get();
  }
  base::Result<void> remove(const std::string& name, UsedBy used_by) {
    std::promise<base::Result<void>> answer;
    registry->remove(name, std::move(used_by), [&](auto result) { answer.set_value(std::move(result)); });
    return answer.get_future().get();
  }
  ModelList list() {
    std::promise<base::Result<ModelList>> answer;
    registry->list([&](auto result) { answer.set_value(std::move(result)); });
    return answer.get_future().get().value();
  }
  static UsedBy nobody() {
    return [](const std::string&) { return std::optional<std::string>(); };
  }

  testing::TempFolder folder;
  const fs::path models = folder.path() / "models", source = folder.path() / "source";
  Library library{models};
  Installer::Options options{.models_dir = models, .allowed_paths = {folder.path()}};
  std::unique_ptr<Registry> registry;
};

TEST_F(RegistryTest, lists_what_is_installed_and_what_could_be) {
  options.catalogue = folder.path() / "models.json";
  const auto entry = [](const std::string& version) {
    return R"({"manifest": )" + sample_manifest(version) + R"(, "urls": {"net.onnx": "https://example.org/x"}})";
  };
  ModelFolder::write(options.catalogue, R"({"models": [)" + entry("2") + "," + entry("1") + "]}");
  start();
  EXPECT_EQ(list().available.size(), 2U);
  ASSERT_TRUE(install());
  const auto after = list();
  ASSERT_EQ(after.installed.size(), 1U);
  EXPECT_EQ(after.installed[0].manifest.name(), "sample@1");
  EXPECT_GT(after.installed[0].bytes, sample_network.size());
  ASSERT_EQ(after.available.size(), 1U);
  EXPECT_EQ(after.available[0].name(), "sample@2");
  EXPECT_EQ(after.catalogue_problem, "");
}

TEST_F(RegistryTest, lists_what_is_installed_though_the_catalogue_is_damaged) {
  options.catalogue = folder.path() / "models.json";
  ModelFolder::write(options.catalogue, "{");
  start();
  ASSERT_TRUE(install());
  EXPECT_EQ(list().installed.size(), 1U);
  EXPECT_NE(list().catalogue_problem, "");
}

TEST_F(RegistryTest, keeps_a_network_as_long_as_a_model_was_trained_on_it) {
  start();
  ASSERT_TRUE(install());
  const auto learned = models / "learned" / "1";
  ModelFolder::write(learned / "model.yml", "model");
  ModelFolder::write(learned / "model.json",
                     R"({"id": "learned", "version": "1", "task": "classification", "format": "opencv-ml",
                         "files": {"network": "model.yml"}, "labels": ["a", "b"], "sha256": {"model.yml": ")" +
                         std::string(64, 'a') +
                         R"("}, "features": {"type": "dnn", "model": "sample@1", "layer": "x"}})");
  const auto removed = remove("sample@1", nobody());
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().code, ErrorCode::model_in_use);
  EXPECT_EQ(removed.error().message, "sample@1 is used by learned@1, whose features it makes");
  ASSERT_TRUE(remove("learned@1", nobody()));
  EXPECT_TRUE(remove("sample@1", nobody()));
}

TEST_F(RegistryTest, takes_in_what_the_daemon_has_made_itself) {
  options.allowed_paths = {folder.path() / "elsewhere"};
  start();
  EXPECT_FALSE(install());
  std::promise<base::Result<InstalledModel>> answer;
  registry->install({.from = FromOwnFolder{source}}, {}, [&](auto result) { answer.set_value(std::move(result)); });
  EXPECT_TRUE(answer.get_future().get());
  EXPECT_TRUE(fs::exists(source / "net.onnx")) << "it is copied";
}

TEST_F(RegistryTest, removes_what_nobody_uses) {
  start();
  ASSERT_TRUE(install());
  EXPECT_TRUE(remove("sample@1", nobody()));
  EXPECT_FALSE(fs::exists(models / "sample"));
  EXPECT_EQ(library.find("sample@1").error().code, ErrorCode::no_such_model);
  EXPECT_TRUE(install()) << "it may come back";
}

TEST_F(RegistryTest, keeps_what_a_revision_names) {
  start();
  ASSERT_TRUE(install());
  const auto removed = remove("sample@1", [](const std::string& name) {
    return std::optional("revision 3 (detection.model), asked for " + name);
  });
  EXPECT_EQ(removed.error().code, ErrorCode::model_in_use);
  EXPECT_NE(removed.error().message.find("revision 3"), std::string::npos);
  EXPECT_TRUE(library.find("sample@1"));
}

TEST_F(RegistryTest, keeps_a_model_where_it_cannot_be_told_who_uses_it) {
  start();
  ASSERT_TRUE(install());
  const auto removed = remove("sample@1", [](const std::string&) -> base::Result<std::optional<std::string>> {
    return Error{ErrorCode::draining, "", "the daemon is stopping"};
  });
  EXPECT_EQ(removed.error().code, ErrorCode::draining);
  EXPECT_TRUE(library.find("sample@1"));
}

TEST_F(RegistryTest, lets_nobody_begin_to_use_a_model_while_it_asks) {
  start();
  ASSERT_TRUE(install());
  ErrorCode found = ErrorCode::internal;
  remove("sample@1", [&](const std::string& name) {
    found = library.find(name).error().code;
    return std::optional<std::string>("revision 1");
  });
  EXPECT_EQ(found, ErrorCode::no_such_model);
}

TEST_F(RegistryTest, says_what_is_installed_where_the_model_is_not) {
  start();
  ASSERT_TRUE(install());
  for (const char* name : {"sample@2", "", "../x@1", "sample", "sample@..", ".staging@x"}) {
    const auto removed = remove(name, nobody());
    ASSERT_FALSE(removed) << name;
    EXPECT_EQ(removed.error().code, ErrorCode::no_such_model) << name;
    EXPECT_NE(removed.error().message.find("sample@1"), std::string::npos);
  }
}

TEST_F(RegistryTest, sweeps_away_what_a_crash_left) {
  ModelFolder::write(models / ".staging" / "abc" / "model" / "model.json", sample_manifest());
  start();
  EXPECT_FALSE(fs::exists(models / ".staging"));
  EXPECT_TRUE(list().installed.empty());
}

TEST_F(RegistryTest, gives_up_what_is_under_way_when_it_stops_and_answers_everybody) {
  // An archive whose sender goes on for ever.
  class Endless final : public Upload {
   public:
    explicit Endless(std::stop_token stop) : stop_(std::move(stop)) {}
    base::Result<std::optional<std::string>> next(base::Duration) override {
      if (stop_.stop_requested()) return Error{ErrorCode::cancelled, "", "the caller went away"};
      return std::optional(std::string(1, 'x'));
    }

   private:
    std::stop_token stop_;
  };
  start();
  std::stop_source caller;
  std::promise<ErrorCode> answer;
  registry->install({.from = std::make_shared<Endless>(caller.get_token()), .sha256 = std::string(64, '0')}, {},
                    [&](const auto& result) { answer.set_value(result.error().code); });
  auto stopping = std::async(std::launch::async, [&] { registry->stop(); });
  EXPECT_EQ(answer.get_future().get(), ErrorCode::cancelled) << "though the sender is still there";
  stopping.get();
  registry->list([](const auto& result) { EXPECT_EQ(result.error().code, ErrorCode::draining); });
}

}  // namespace
}  // namespace visiond::models
