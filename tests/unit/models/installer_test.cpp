#include "services/models/installer.hpp"

#include "services/models/library.hpp"
#include "tests/support/http_file_server.hpp"
#include "tests/support/model_folder.hpp"
#include "tests/unit/models/sample_model.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace visiond::models {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using testing::ModelFolder;

// An archive in pieces of a few bytes.
class Pieces final : public Upload {
 public:
  explicit Pieces(std::string bytes, std::size_t cut_after = std::string::npos)
      : bytes_(std::move(bytes)), cut_after_(cut_after) {}
  base::Result<std::optional<std::string>> next(base::Duration) override {
    if (at_ >= cut_after_) return Error{ErrorCode::cancelled, "", "the caller went away"};
    if (at_ >= bytes_.size()) return std::optional<std::string>();
    const auto piece = bytes_.substr(at_, 7);
    at_ += piece.size();
    return std::optional(piece);
  }

 private:
  std::string bytes_;
  std::size_t cut_after_, at_ = 0;
};

class InstallerTest : public ::testing::Test {
 protected:
  InstallerTest() {
    ModelFolder::write(source / "model.json", sample_manifest());
    ModelFolder::write(source / "net.onnx", sample_network);
    options.rehearse = [this](const Manifest& manifest) {
      rehearsed.push_back(manifest.network);
      return verdict;
    };
  }

  base::Result<InstalledModel> install(InstallRequest request) {
    return Installer(options).install(request, stop.get_token());
  }
  InstallRequest from_upload(const std::string& bytes) const {
    return {.from = std::make_shared<Pieces>(bytes), .sha256 = base::sha256_hex(bytes)};
  }
  // Refused, and nothing is there that was not there before.
  Error refused(InstallRequest request) {
    const auto before = everything();
    const auto result = install(std::move(request));
    EXPECT_EQ(everything(), before);
    return result ? Error{ErrorCode::internal, "", "accepted"} : result.error();
  }
  std::set<std::string> everything() const {
    std::set<std::string> paths;
    if (!fs::exists(models)) return paths;
    for (const auto& entry : fs::recursive_directory_iterator(models))
      if (entry.path().filename() != ".staging") paths.insert(entry.path().string());
    return paths;
  }
  std::set<std::string> installed() const {
    std::set<std::string> names;
    for (const auto& each : Library(models).list()) names.insert(each.name());
    return names;
  }

  testing::TempFolder folder;
  const fs::path models = folder.path() / "models", source = folder.path() / "source";
  Installer::Options options{.models_dir = models, .allowed_paths = {folder.path()}};
  std::vector<fs::path> rehearsed;
  base::Result<void> verdict;
  std::stop_source stop;
};

TEST_F(InstallerTest, copies_a_folder_and_takes_only_what_the_manifest_names) {
  ModelFolder::write(source / "notes.txt", "not named");
  const auto model = install({.from = FromServerPath{source}});
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->manifest.name(), "sample@1");
  EXPECT_EQ(model->manifest.folder, models / "sample" / "1");
  EXPECT_EQ(model->bytes, sample_network.size() + sample_manifest().size());
  EXPECT_TRUE(Library(models).find("sample@1"));
  EXPECT_FALSE(fs::exists(models / "sample" / "1" / "notes.txt"));
  EXPECT_TRUE(fs::exists(source / "net.onnx")) << "the source stays as it is";
  EXPECT_TRUE(fs::is_empty(models / ".staging"));
}

TEST_F(InstallerTest, takes_archives_as_they_come) {
  const auto archive = sample_archive();
  EXPECT_TRUE(install(from_upload(archive)));
  ModelFolder::write(folder.path() / "2.tgz", sample_archive("2"));
  EXPECT_TRUE(install({.from = FromServerPath{folder.path() / "2.tgz"}}));
  auto nested = sample_entries("3");
  for (auto& entry : nested) entry.path = "sample-3/" + entry.path;
  const auto zip = testing::make_archive(nested, testing::ArchiveFormat::zip);
  EXPECT_TRUE(install(from_upload(zip)));
  EXPECT_EQ(installed(), (std::set<std::string>{"sample@1", "sample@2", "sample@3"}));
}

TEST_F(InstallerTest, takes_a_url_only_with_its_digest) {
  testing::HttpFileServer server;
  const auto archive = sample_archive();
  server.serve("/m.tgz", {.body = archive});
  const FromUrl url{server.url("/m.tgz")};
  EXPECT_EQ(refused({.from = url}).path, "sha256");
  EXPECT_EQ(server.requests(), 0) << "nothing is fetched in vain";
  EXPECT_EQ(refused({.from = url, .sha256 = std::string(64, '0')}).path, "sha256");
  EXPECT_EQ(refused({.from = url, .sha256 = "abc"}).path, "sha256");
  const auto model = install({.from = url, .sha256 = base::sha256_hex(archive)});
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(installed(), std::set<std::string>{"sample@1"});
}

TEST_F(InstallerTest, changes_nothing_where_a_download_fails) {
  testing::HttpFileServer server;
  const auto archive = sample_archive(), digest = base::sha256_hex(archive);
  server.serve("/cut", {.body = archive, .cut_after = archive.size() / 2});
  server.serve("/loop", {.status = 302, .location = "/loop"});
  for (const char* path : {"/cut", "/loop", "/nothing"})
    EXPECT_EQ(refused({.from = FromUrl{server.url(path)}, .sha256 = digest}).code, ErrorCode::download_failed) << path;
}

TEST_F(InstallerTest, refuses_an_upload_that_was_cut_short_or_whose_sender_went_away) {
  const auto archive = sample_archive();
  auto request = from_upload(archive.substr(0, archive.size() - 5));
  request.sha256 = base::sha256_hex(archive);
  EXPECT_EQ(refused(request).path, "sha256");
  request.from = std::make_shared<Pieces>(archive, 20);
  EXPECT_EQ(refused(request).code, ErrorCode::cancelled);
  request.sha256.clear();
  EXPECT_EQ(refused(request).path, "sha256");
}

TEST_F(InstallerTest, refuses_files_that_do_not_match_their_digests) {
  ModelFolder::write(source / "net.onnx", sample_network.substr(1));
  const auto error = refused({.from = FromServerPath{source}});
  EXPECT_EQ(error.code, ErrorCode::invalid_request);
  EXPECT_TRUE(error.message.starts_with("sha256.net.onnx: net.onnx (33 bytes) has ")) << error.message;
  EXPECT_TRUE(rehearsed.empty()) << "it is not even loaded";
}

TEST_F(InstallerTest, refuses_what_does_not_fit_its_decoder) {
  verdict = Error{ErrorCode::rolled_back, "", "yolov8 expects one output [1, 5, N]; the network has [1, 10]"};
  const auto error = refused({.from = FromServerPath{source}});
  EXPECT_EQ(error.code, ErrorCode::invalid_request);
  EXPECT_NE(error.message.find("yolov8 expects"), std::string::npos);
  ASSERT_EQ(rehearsed.size(), 1U);
  EXPECT_EQ(rehearsed[0].filename(), "net.onnx");
  EXPECT_NE(rehearsed[0].parent_path(), source) << "what is tried is what is installed";
}

TEST_F(InstallerTest, refuses_what_is_installed_already) {
  ASSERT_TRUE(install({.from = FromServerPath{source}}));
  EXPECT_EQ(refused({.from = FromServerPath{source}}).code, ErrorCode::model_exists);
}

TEST_F(InstallerTest, lets_one_of_two_win) {
  // The second is through while the first is being tried.
  options.rehearse = [this](const Manifest&) -> base::Result<void> {
    options.rehearse = nullptr;
    EXPECT_TRUE(install({.from = FromServerPath{source}}));
    return {};
  };
  EXPECT_EQ(install({.from = FromServerPath{source}}).error().code, ErrorCode::model_exists);
  EXPECT_TRUE(Library(models).find("sample@1"));
}

TEST_F(InstallerTest, refuses_another_model_than_was_asked_for) {
  const auto error = refused({.from = FromServerPath{source}, .name = "sample@2"});
  EXPECT_EQ(error.message, "name: the model is sample@1, not sample@2");
  EXPECT_TRUE(install({.from = FromServerPath{source}, .name = "sample@1"}));
}

TEST_F(InstallerTest, refuses_archives_without_or_with_two_models) {
  EXPECT_NE(refused(from_upload(testing::make_archive({{"net.onnx", "x"}}))).message.find("no model.json"),
            std::string::npos);
  EXPECT_NE(refused(from_upload(testing::make_archive({{"a/model.json", "x"}, {"b/model.json", "x"}})))
                .message.find("more than one"),
            std::string::npos);
}

TEST_F(InstallerTest, refuses_what_lies_outside_the_allowed_folders) {
  options.allowed_paths = {models};
  EXPECT_EQ(refused({.from = FromServerPath{source}}).path, "server_path");
  fs::create_directory(models);
  fs::create_symlink(source, models / "link");
  EXPECT_EQ(refused({.from = FromServerPath{models / "link"}}).path, "server_path");
}

TEST_F(InstallerTest, refuses_files_that_are_links_out_of_their_folder) {
  fs::rename(source / "net.onnx", folder.path() / "elsewhere");
  fs::create_symlink(folder.path() / "elsewhere", source / "net.onnx");
  EXPECT_NE(refused({.from = FromServerPath{source}}).message.find("leads out"), std::string::npos);
}

TEST_F(InstallerTest, refuses_more_bytes_than_the_limit) {
  options.limits.bytes = 50;
  EXPECT_EQ(refused({.from = FromServerPath{source}}).code, ErrorCode::invalid_request);
  EXPECT_EQ(refused(from_upload(sample_archive())).path, "chunk");
}

TEST_F(InstallerTest, downloads_what_the_catalogue_names) {
  testing::HttpFileServer server;
  server.serve("/files/net", {.body = sample_network});
  options.catalogue = folder.path() / "models.json";
  ModelFolder::write(options.catalogue, R"({"models": [{"manifest": )" + sample_manifest() +
                                            R"(, "urls": {"net.onnx": ")" + server.url("/files/net") + R"("}}]})");
  EXPECT_EQ(refused({.from = FromCatalogue{"other@1"}}).code, ErrorCode::no_such_model);
  const auto model = install({.from = FromCatalogue{"sample@1"}});
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_TRUE(Library(models).find("sample@1"));
}

TEST_F(InstallerTest, refuses_what_is_not_the_file_that_the_catalogue_means) {
  testing::HttpFileServer server;
  server.serve("/net", {.body = "something else"});
  options.catalogue = folder.path() / "models.json";
  ModelFolder::write(options.catalogue, R"({"models": [{"manifest": )" + sample_manifest() +
                                            R"(, "urls": {"net.onnx": ")" + server.url("/net") + R"("}}]})");
  EXPECT_NE(refused({.from = FromCatalogue{"sample@1"}}).message.find("sha256.net.onnx"), std::string::npos);
}

TEST_F(InstallerTest, ends_when_it_is_given_up) {
  options.rehearse = [this](const Manifest&) -> base::Result<void> {
    stop.request_stop();
    return {};
  };
  EXPECT_EQ(refused({.from = FromServerPath{source}}).code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace visiond::models
