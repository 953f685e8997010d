// models list, install, remove.
#include "daemon/base/digest.hpp"
#include "tests/unit/client/messages.hpp"
#include "tests/unit/client/run_support.hpp"

namespace visiond::testing {
namespace {

using grpc::StatusCode;

class RunModels : public RunTest {
 protected:
  RunModels() {
    fake.install_model = [this](const auto& header, const std::string& bytes, v1::Model& answer) {
      asked = header;
      sent = bytes;
      answer.set_name("sample@1");
      return grpc::Status::OK;
    };
  }

  v1::InstallModelRequest::Header asked;
  std::string sent;
};

TEST_F(RunModels, lists_what_is_installed_and_what_could_be) {
  fake.models = read<v1::ListModelsResponse>(R"({
    "models": [{"name": "sample@1", "task": "TASK_DETECTION", "format": "onnx", "inputWidth": 320, "inputHeight": 240,
                "labels": ["dog", "cat"], "sizeBytes": "1572864", "license": "MIT"}],
    "available": [{"name": "other@2", "task": "TASK_CLASSIFICATION", "format": "caffe"}],
    "catalogueProblem": "models.json: no"})");
  const auto outcome = run({"models", "list"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out,
            "MODEL     STATE      TASK            FORMAT  INPUT    LABELS     SIZE  LICENCE\n"
            "sample@1  installed  detection       onnx    320x240       2  1.5 MiB  MIT\n"
            "other@2   available  classification  caffe\n"
            "the catalogue: models.json: no\n");
  EXPECT_EQ(read<v1::ListModelsResponse>(run({"models", "list", "-o", "json"}).out).models_size(), 1);
}

TEST_F(RunModels, says_that_there_is_none) { EXPECT_EQ(run({"models", "list"}).out, "no model is installed\n"); }

TEST_F(RunModels, installs_from_a_url_a_path_or_the_catalogue) {
  const auto outcome = run({"models", "install", "https://example.org/m.tgz", "--sha256", "abc", "--name", "sample@1"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "sample@1 is installed\n");
  EXPECT_EQ(asked.url(), "https://example.org/m.tgz");
  EXPECT_EQ(asked.sha256(), "abc");
  EXPECT_EQ(asked.name(), "sample@1");
  const auto folder = fake.write_file("model.json", "{}");
  run({"models", "install", folder});
  EXPECT_EQ(asked.server_path(), folder);
  run({"models", "install", "yolo-fastest@1.1"});
  EXPECT_EQ(asked.catalogue(), "yolo-fastest@1.1");
}

TEST_F(RunModels, sends_an_archive_of_this_machine_with_its_digest) {
  const std::string bytes(600000, 'x');
  const auto outcome = run({"models", "install", "--upload", fake.write_file("m.tgz", bytes)});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_TRUE(asked.has_upload());
  EXPECT_EQ(asked.sha256(), base::sha256_hex(bytes));
  EXPECT_EQ(sent, bytes);
}

TEST_F(RunModels, refuses_what_is_no_source) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"models", "install", "m.tgz"},
                                             {"models", "install", "/there/is/none"},
                                             {"models", "install", "--upload", "/there/is/none"}}) {
    const auto outcome = run(arguments);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_NE(outcome.err, "");
  }
  EXPECT_NE(run({"models"}).code, 0);
  EXPECT_EQ(fake.calls, 0);
}

TEST_F(RunModels, says_why_a_model_is_refused) {
  fake.install_model = [](const auto&, const auto&, auto&) {
    return failure(StatusCode::INVALID_ARGUMENT, "INVALID_REQUEST", "sha256: what came is another file");
  };
  const auto outcome = run({"models", "install", fake.write_file("m.tgz", "x")});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.err, "visionctl: sha256: what came is another file (INVALID_REQUEST)\n");
}

TEST_F(RunModels, removes_a_model_that_nobody_uses) {
  std::string removed;
  fake.remove_model = [&](const v1::RemoveModelRequest& request, auto&) {
    removed = request.name();
    return grpc::Status::OK;
  };
  EXPECT_EQ(run({"models", "remove", "sample@1"}).out, "sample@1 is removed\n");
  EXPECT_EQ(removed, "sample@1");
  fake.remove_model = [](const auto&, auto&) {
    return failure(StatusCode::FAILED_PRECONDITION, "MODEL_IN_USE", "sample@1 is used by revision 3");
  };
  EXPECT_EQ(run({"models", "remove", "sample@1"}).code, 6);
}

}  // namespace
}  // namespace visiond::testing
