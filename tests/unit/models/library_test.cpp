#include "services/models/library.hpp"

#include "tests/support/model_folder.hpp"
#include "tests/support/test_data.hpp"

#include <gtest/gtest.h>

namespace visiond::models {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

boost::json::object manifest(const std::string& id, const std::string& version) {
  return {{"id", id},
          {"version", version},
          {"task", "detection"},
          {"format", "onnx"},
          {"decoder", "ssd"},
          {"files", {{"network", "net.onnx"}, {"labels", "names"}}},
          {"input", {{"width", 4}, {"height", 4}}}};
}

class LibraryTest : public ::testing::Test {
 protected:
  fs::path install(const std::string& id, const std::string& version, const std::string& names = "cat\ndog\n") {
    return folder.install(manifest(id, version), {{"net.onnx", "network"}, {"names", names}});
  }
  base::Error error_of(const std::string& name) {
    const auto found = Library(folder.path()).find(name);
    EXPECT_FALSE(found) << name;
    return found ? base::Error{} : found.error();
  }

  testing::ModelFolder folder;
};

TEST_F(LibraryTest, finds_a_model_with_absolute_files_and_labels) {
  install("cats", "1", "cat\r\nbig cat\n\n");
  const auto model = Library(folder.path()).find("cats@1").value();
  EXPECT_EQ(model.name(), "cats@1");
  EXPECT_EQ(model.folder, folder.of("cats", "1"));
  EXPECT_EQ(model.network, folder.of("cats", "1") / "net.onnx");
  EXPECT_EQ(model.labels, (std::vector<std::string>{"cat", "big cat"}));
}

TEST_F(LibraryTest, lists_what_can_be_read_by_name) {
  install("dogs", "1");
  install("cats", "2");
  install("cats", "1");
  testing::ModelFolder::write(folder.of("broken", "1") / "model.json", "{");
  fs::create_directories(folder.of("empty", "1"));
  const Library library(folder.path());
  EXPECT_EQ(library.known(), "cats@1, cats@2, dogs@1");
  std::vector<std::string> names;
  for (const auto& each : library.list()) names.push_back(each.name());
  EXPECT_EQ(names, (std::vector<std::string>{"cats@1", "cats@2", "dogs@1"}));
}

TEST_F(LibraryTest, says_what_is_installed_where_a_model_is_not) {
  EXPECT_EQ(error_of("cats@1").code, ErrorCode::no_such_model);
  EXPECT_EQ(error_of("cats@1").message, "there is no model \"cats@1\"; installed: none in " + folder.path().string());
  install("dogs", "1");
  EXPECT_EQ(error_of("cats@1").message, "there is no model \"cats@1\"; installed: dogs@1");
  const Library absent(folder.path() / "absent");
  EXPECT_TRUE(absent.list().empty());
  EXPECT_EQ(absent.find("dogs@1").error().code, ErrorCode::no_such_model);
}

TEST_F(LibraryTest, sees_models_that_came_later) {
  const Library library(folder.path());
  EXPECT_FALSE(library.find("cats@1"));
  install("cats", "1");
  EXPECT_TRUE(library.find("cats@1"));
}

TEST_F(LibraryTest, looks_nowhere_else_than_in_its_folder) {
  install("cats", "1");
  for (const auto* name : {"", "cats", "@", "cats@", "@1", "../cats@1", "cats@../1", "cats@.", "cats/1@1", "a@b@c"})
    EXPECT_EQ(error_of(name).code, ErrorCode::no_such_model) << name;
}

TEST_F(LibraryTest, refuses_a_folder_that_says_it_is_another_model) {
  fs::rename(install("cats", "1"), folder.path() / "cats" / "2");
  EXPECT_EQ(error_of("cats@2").message, "version: it is \"1\" in the folder cats/2; folder and manifest must agree");
  EXPECT_TRUE(Library(folder.path()).list().empty());
}

TEST_F(LibraryTest, refuses_a_file_that_is_not_the_pinned_one) {
  const auto file = install("cats", "1") / "net.onnx";
  testing::ModelFolder::write(file, "netw");
  const auto error = error_of("cats@1");
  EXPECT_EQ(error.code, ErrorCode::invalid_request);
  EXPECT_EQ(error.path, file);
  EXPECT_EQ(error.message, "sha256.net.onnx: " + file.string() + " (4 bytes) has " + base::sha256_hex("netw") +
                               ", not " + base::sha256_hex("network") +
                               " as model.json says: it is damaged, truncated or another file");
}

TEST_F(LibraryTest, refuses_files_that_are_missing_or_elsewhere) {
  const auto model = install("cats", "1");
  testing::ModelFolder::write(folder.path() / "net.onnx", "network");
  fs::remove(model / "net.onnx");
  EXPECT_EQ(error_of("cats@1").message, "files.network: net.onnx is not in the folder " + model.string());
  fs::create_symlink(folder.path() / "net.onnx", model / "net.onnx");
  EXPECT_EQ(error_of("cats@1").message, "files.network: net.onnx leads out of the folder " + model.string());
  fs::remove(model / "net.onnx");
  fs::create_directory(model / "net.onnx");
  EXPECT_EQ(error_of("cats@1").message, "files.network: net.onnx is no regular file");
}

TEST_F(LibraryTest, refuses_a_file_of_labels_with_the_line) {
  const std::string right = ": this is no label; a line must hold 1 to 256 bytes of UTF-8";
  install("cats", "1", "cat\n\ndog\n");
  EXPECT_EQ(error_of("cats@1").message, "files.labels: names:2" + right);
  install("cats", "1", "cat\n\xff\n");
  EXPECT_EQ(error_of("cats@1").message, "files.labels: names:2" + right);
  install("cats", "1", "");
  EXPECT_EQ(error_of("cats@1").message, "files.labels: names:0: the file must hold 1 to 10000 labels");
}

TEST(Library, reads_the_public_models) {
  VISIOND_NEEDS(testing::test_data());
  const Library library(testing::test_data() / "models");
  for (const auto* name : {"yolo-fastest@1.1", "fastestdet@1", "rfb-320@1"}) {
    const auto model = library.find(name);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->labels.size(), std::string(name) == "rfb-320@1" ? 2U : 80U);
  }
}

}  // namespace
}  // namespace visiond::models
