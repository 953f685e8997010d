// Models over gRPC: installed while the daemon runs, used by a transaction, and kept as long as a revision names them.
#include "daemon/base/digest.hpp"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/support/archive_file.hpp"
#include "tests/support/daemon/daemon_world.hpp"
#include "tests/support/model_folder.hpp"
#include "tests/support/test_data.hpp"
#include "tests/support/tiny_classifier.hpp"
#include "visiond/v1/models.grpc.pb.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace visiond {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using testing::DaemonWorld;

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string reason_of(const grpc::Status& status) {
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  google::rpc::ErrorInfo info;
  return details.details_size() > 0 && details.details(0).UnpackTo(&info) ? info.reason() : "";
}

class ModelsTest : public ::testing::Test {
 protected:
  // Faces, by a cascade of Debian's opencv-data.
  static std::string archive_of_faces(const std::string& version) {
    const auto cascade = content_of(testing::opencv_cascades() / "haarcascade_frontalface_default.xml");
    const json::value manifest{{"id", "faces"},
                               {"version", version},
                               {"task", "detection"},
                               {"format", "cascade"},
                               {"files", {{"network", "faces.xml"}}},
                               {"labels", json::array{"face"}},
                               {"sha256", {{"faces.xml", base::sha256_hex(cascade)}}}};
    return testing::make_archive({{"model.json", json::serialize(manifest)}, {"faces.xml", cascade}});
  }

  grpc::Status install(v1::InstallModelRequest first, const std::string& archive = {}) {
    grpc::ClientContext context;
    v1::Model answer;
    const auto writer = v1::ModelService::NewStub(world.channel())->InstallModel(&context, &answer);
    writer->Write(first);
    constexpr std::size_t piece = 100000;
    for (std::size_t at = 0; at < archive.size(); at += piece) {
      v1::InstallModelRequest message;
      message.set_chunk(archive.substr(at, piece));
      if (!writer->Write(message)) break;
    }
    writer->WritesDone();
    return writer->Finish();
  }
  grpc::Status upload(const std::string& archive, const std::string& digest) {
    v1::InstallModelRequest first;
    first.mutable_header()->mutable_upload();
    first.mutable_header()->set_sha256(digest);
    return install(first, archive);
  }
  grpc::Status install_from(const fs::path& path) {
    v1::InstallModelRequest first;
    first.mutable_header()->set_server_path(path);
    return install(first);
  }
  grpc::Status remove(const std::string& name) {
    grpc::ClientContext context;
    v1::RemoveModelRequest request;
    request.set_name(name);
    v1::RemoveModelResponse response;
    return v1::ModelService::NewStub(world.channel())->RemoveModel(&context, request, &response);
  }
  std::string installed() {
    grpc::ClientContext context;
    v1::ListModelsResponse response;
    EXPECT_TRUE(v1::ModelService::NewStub(world.channel())->ListModels(&context, {}, &response).ok());
    std::string names;
    for (const auto& model : response.models()) names += (names.empty() ? "" : " ") + model.name();
    return names;
  }

  DaemonWorld world;
};

TEST_F(ModelsTest, serve_from_the_transaction_after_their_installation_on) {
  VISIOND_NEEDS(testing::opencv_cascades());
  const auto archive = archive_of_faces("1");
  ASSERT_EQ(world.apply(R"({"detection": {"backend": "cascade", "model": "faces@1"}})").status.ok(), false);
  const auto status = upload(archive, base::sha256_hex(archive));
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(installed(), "faces@1");
  world.commit(R"({"detection": {"backend": "cascade", "model": "faces@1"}})");
  world.restart();
  EXPECT_EQ(installed(), "faces@1");
  EXPECT_EQ(world.value("detection", "model"), "\"faces@1\"");
}

TEST_F(ModelsTest, stay_as_long_as_a_kept_revision_names_them) {
  VISIOND_NEEDS(testing::opencv_cascades());
  for (const char* version : {"1", "2"}) {
    const auto archive = archive_of_faces(version);
    ASSERT_TRUE(upload(archive, base::sha256_hex(archive)).ok());
  }
  const auto used = world.commit(R"({"detection": {"backend": "cascade", "model": "faces@1"}})");
  EXPECT_EQ(reason_of(remove("faces@1")), "MODEL_IN_USE");
  world.commit(R"({"detection": {"backend": "motion", "model": ""}})");
  const auto status = remove("faces@1");
  EXPECT_EQ(reason_of(status), "MODEL_IN_USE") << "a rollback may come back to it";
  EXPECT_NE(status.error_message().find("revision " + std::to_string(used.revision())), std::string::npos)
      << status.error_message();
  EXPECT_TRUE(remove("faces@2").ok());
  EXPECT_EQ(installed(), "faces@1");
  EXPECT_EQ(reason_of(remove("faces@2")), "NO_SUCH_MODEL");
}

TEST_F(ModelsTest, are_not_installed_where_anything_is_wrong_with_them) {
  VISIOND_NEEDS(testing::opencv_cascades());
  const auto archive = archive_of_faces("1");
  EXPECT_EQ(upload(archive.substr(0, archive.size() / 2), base::sha256_hex(archive)).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(install_from("/etc").error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(installed(), "");
}

TEST_F(ModelsTest, are_refused_where_their_outputs_do_not_fit_their_decoder) {
  const auto model = testing::test_data() / "models" / "fastestdet" / "1";
  VISIOND_NEEDS(model);
  const auto incoming = world.folder() / "incoming";
  fs::copy(model, incoming, fs::copy_options::recursive);
  EXPECT_TRUE(install_from(incoming).ok());
  auto manifest = json::parse(content_of(incoming / "model.json")).as_object();
  manifest["version"] = "2";
  manifest["decoder"] = "yolov8";
  testing::ModelFolder::write(incoming / "model.json", json::serialize(manifest));
  const auto status = install_from(incoming);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_NE(status.error_message().find("22"), std::string::npos) << status.error_message();
  EXPECT_EQ(installed(), "fastestdet@1");
}

TEST_F(ModelsTest, are_refused_where_a_classifier_does_not_fit_its_features) {
  const testing::ModelFolder made;
  install_tiny_classifier(made, "lightness");
  const auto incoming = world.folder() / "incoming";
  fs::copy(made.of("lightness", "1"), incoming, fs::copy_options::recursive);
  const auto good = install_from(incoming);
  EXPECT_TRUE(good.ok()) << good.error_message();
  auto manifest = json::parse(content_of(incoming / "model.json")).as_object();
  manifest["version"] = "2";
  manifest["features"].as_object()["width"] = 3;
  testing::ModelFolder::write(incoming / "model.json", json::serialize(manifest));
  const auto status = install_from(incoming);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_NE(status.error_message().find("it was trained with 12 values, and its features are 18"), std::string::npos)
      << status.error_message();
  EXPECT_EQ(installed(), "lightness@1");
}

}  // namespace
}  // namespace visiond
