#include "daemon/rpc/model_service.hpp"

#include "tests/unit/rpc/details.hpp"
#include "tests/unit/rpc/fake_engine.hpp"
#include "tests/unit/rpc/test_server.hpp"

#include <gtest/gtest.h>

#include <future>

namespace visiond::rpc {
namespace {

using base::Error;
using base::ErrorCode;
using testing::Context;
using testing::details_of;
using testing::FakeEngine;
using testing::TestServer;

models::InstalledModel sample() {
  models::InstalledModel model;
  model.manifest.id = "sample";
  model.manifest.version = "1";
  model.manifest.format = models::Format::darknet;
  model.manifest.decoder = models::Decoder::yolo_darknet;
  model.manifest.input.width = 320;
  model.manifest.input.height = 240;
  model.manifest.labels = {"dog", "cat"};
  model.manifest.sha256 = {{"net", std::string(64, 'a')}};
  model.manifest.license = "MIT";
  model.bytes = 1234;
  return model;
}

v1::InstallModelRequest header(const std::string& path = "/srv/m") {
  v1::InstallModelRequest request;
  request.mutable_header()->set_server_path(path);
  return request;
}

v1::InstallModelRequest chunk(const std::string& bytes) {
  v1::InstallModelRequest request;
  request.set_chunk(bytes);
  return request;
}

constexpr std::chrono::seconds patience{20};

class ModelServiceTest : public ::testing::Test {
 protected:
  // A caller that sends these messages and waits for the answer.
  std::future<grpc::Status> install(std::vector<v1::InstallModelRequest> messages) {
    return std::async(std::launch::async, [this, messages = std::move(messages)] {
      Context context;
      const auto writer = stub->InstallModel(&context, &answer);
      for (const auto& each : messages) writer->Write(each);
      writer->WritesDone();
      return writer->Finish();
    });
  }

  FakeEngine engine;
  TestServer server{engine};
  std::unique_ptr<v1::ModelService::Stub> stub = v1::ModelService::NewStub(server.connect());
  v1::Model answer;
};

TEST_F(ModelServiceTest, lists_models_with_all_that_their_manifests_say) {
  v1::ListModelsResponse response;
  auto call = std::async(std::launch::async, [&] {
    Context context;
    return stub->ListModels(&context, {}, &response);
  });
  models::ModelList list;
  list.installed.push_back(sample());
  list.available.push_back(sample().manifest);
  list.catalogue_problem = "models.json: no";
  server.models.lists.take()(list);
  ASSERT_TRUE(call.get().ok());
  ASSERT_EQ(response.models_size(), 1);
  const auto& model = response.models(0);
  EXPECT_EQ(model.name(), "sample@1");
  EXPECT_EQ(model.task(), v1::Model::TASK_DETECTION);
  EXPECT_EQ(model.format(), "darknet");
  EXPECT_EQ(model.decoder(), "yolo-darknet");
  EXPECT_EQ(model.input_width(), 320);
  EXPECT_EQ(model.input_height(), 240);
  EXPECT_EQ(model.labels(1), "cat");
  EXPECT_EQ(model.sha256().at("net"), std::string(64, 'a'));
  EXPECT_EQ(model.license(), "MIT");
  EXPECT_EQ(model.size_bytes(), 1234U);
  EXPECT_EQ(response.available(0).name(), "sample@1");
  EXPECT_EQ(response.catalogue_problem(), "models.json: no");
}

TEST_F(ModelServiceTest, hands_on_where_a_model_comes_from) {
  auto message = header();
  message.mutable_header()->set_sha256("abc");
  message.mutable_header()->set_name("sample@1");
  auto call = install({message});
  auto asked = server.models.installs.take();
  EXPECT_EQ(std::get<models::FromServerPath>(asked.request.from).path, "/srv/m");
  EXPECT_EQ(asked.request.sha256, "abc");
  EXPECT_EQ(asked.request.name, "sample@1");
  asked.done(sample());
  ASSERT_TRUE(call.get().ok());
  EXPECT_EQ(answer.name(), "sample@1");

  message.mutable_header()->set_url("https://example.org/m");
  call = install({message});
  asked = server.models.installs.take();
  EXPECT_EQ(std::get<models::FromUrl>(asked.request.from).url, "https://example.org/m");
  asked.done(Error{ErrorCode::download_failed, "url", "the download failed: 404"});
  const auto status = call.get();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(details_of(status).reason(), "DOWNLOAD_FAILED");

  message.mutable_header()->set_catalogue("sample@1");
  call = install({message});
  asked = server.models.installs.take();
  EXPECT_EQ(std::get<models::FromCatalogue>(asked.request.from).name, "sample@1");
  asked.done(Error{ErrorCode::model_exists, "", "sample@1 is installed already"});
  EXPECT_EQ(call.get().error_code(), grpc::StatusCode::ALREADY_EXISTS);
}

TEST_F(ModelServiceTest, hands_on_an_upload_piece_by_piece) {
  v1::InstallModelRequest first;
  first.mutable_header()->mutable_upload();
  auto call = install({first, chunk("one"), chunk("two")});
  auto asked = server.models.installs.take();
  const auto upload = std::get<std::shared_ptr<models::Upload>>(asked.request.from);
  EXPECT_EQ(upload->next(patience).value(), "one");
  EXPECT_EQ(upload->next(patience).value(), "two");
  EXPECT_EQ(upload->next(patience).value(), std::nullopt);
  EXPECT_EQ(upload->next(patience).value(), std::nullopt);
  asked.done(sample());
  EXPECT_TRUE(call.get().ok());
}

TEST_F(ModelServiceTest, refuses_a_second_header) {
  v1::InstallModelRequest first;
  first.mutable_header()->mutable_upload();
  auto call = install({first, header()});
  auto asked = server.models.installs.take();
  const auto piece = std::get<std::shared_ptr<models::Upload>>(asked.request.from)->next(patience);
  EXPECT_EQ(piece.error().path, "chunk");
  asked.done(piece.error());
  EXPECT_EQ(call.get().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(ModelServiceTest, refuses_what_has_no_header_or_no_source) {
  EXPECT_EQ(details_of(install({}).get()).metadata("path"), "header");
  EXPECT_EQ(details_of(install({chunk("x")}).get()).metadata("path"), "header");
  v1::InstallModelRequest empty;
  empty.mutable_header();
  EXPECT_EQ(details_of(install({empty}).get()).metadata("path"), "source");
  EXPECT_TRUE(server.models.installs.empty());
}

TEST_F(ModelServiceTest, gives_up_on_a_sender_that_sends_nothing) {
  Context context;
  v1::InstallModelRequest first;
  first.mutable_header()->mutable_upload();
  const auto writer = stub->InstallModel(&context, &answer);
  writer->Write(first);
  auto asked = server.models.installs.take();
  const auto piece = std::get<std::shared_ptr<models::Upload>>(asked.request.from)->next(std::chrono::milliseconds(10));
  EXPECT_EQ(piece.error().code, ErrorCode::timed_out);
  EXPECT_EQ(piece.error().message, "chunk: no piece came within 10 ms");
  asked.done(piece.error());
  // Told at once, though it has not ended its side.
  EXPECT_EQ(details_of(writer->Finish()).reason(), "TIMED_OUT");
}

TEST_F(ModelServiceTest, lets_the_registry_know_when_its_caller_goes_away) {
  Context context;
  v1::InstallModelRequest first;
  first.mutable_header()->mutable_upload();
  const auto writer = stub->InstallModel(&context, &answer);
  writer->Write(first);
  auto asked = server.models.installs.take();
  const auto upload = std::get<std::shared_ptr<models::Upload>>(asked.request.from);
  auto waiting = std::async(std::launch::async, [&] { return upload->next(patience); });
  context.TryCancel();
  EXPECT_TRUE(testing::eventually([&] { return asked.stop.stop_requested(); }));
  const auto piece = waiting.get();
  EXPECT_TRUE(!piece || !*piece);
  asked.done(Error{ErrorCode::cancelled, "", "the caller went away"});
  EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

runtime::RevisionView revision(std::uint64_t number, const std::string& model) {
  runtime::RevisionView view;
  view.revision = {number};
  view.full = boost::json::object{{"detection", boost::json::object{{"model", model}}}};
  return view;
}

class RemoveModelTest : public ModelServiceTest {
 protected:
  std::future<grpc::Status> remove() {
    return std::async(std::launch::async, [this] {
      Context context;
      v1::RemoveModelRequest request;
      request.set_name("sample@1");
      v1::RemoveModelResponse response;
      return stub->RemoveModel(&context, request, &response);
    });
  }
  // What the revisions say, page by page, once those under way are through.
  base::Result<std::optional<std::string>> user(const testing::FakeModels::Remove& asked,
                                                const std::vector<runtime::RevisionPage>& pages) {
    auto asking = std::async(std::launch::async, [&] { return asked.used_by(asked.name); });
    auto through = engine.applies.take();
    EXPECT_TRUE(through.request.validate_only);
    through.done({std::make_shared<const transaction::Report>(), {}});
    for (const auto& page : pages) engine.pages_asked.take().done(page);
    return asking.get();
  }
};

TEST_F(RemoveModelTest, removes_what_no_kept_revision_names) {
  auto call = remove();
  auto asked = server.models.removes.take();
  EXPECT_EQ(asked.name, "sample@1");
  EXPECT_EQ(user(asked, {{{revision(2, "other@1")}, "2"}, {{revision(1, "")}, ""}}).value(), std::nullopt);
  asked.done({});
  EXPECT_TRUE(call.get().ok());
}

TEST_F(RemoveModelTest, finds_the_newest_revision_that_names_it) {
  auto call = remove();
  auto asked = server.models.removes.take();
  EXPECT_EQ(user(asked, {{{revision(9, "")}, "9"}, {{revision(8, "sample@1"), revision(7, "sample@1")}, ""}}).value(),
            "revision 8 (detection.model)");
  asked.done(Error{ErrorCode::model_in_use, "", "sample@1 is used by revision 8"});
  const auto status = call.get();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(details_of(status).reason(), "MODEL_IN_USE");
}

}  // namespace
}  // namespace visiond::rpc
