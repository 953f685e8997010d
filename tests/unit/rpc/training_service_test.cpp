#include "daemon/rpc/training_service.hpp"

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

class TrainingServiceTest : public ::testing::Test {
 protected:
  template <class Request, class Answer>
  std::future<grpc::Status> call(grpc::Status (v1::TrainingService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                                   Answer*),
                                 const Request& request, Answer& answer) {
    return std::async(std::launch::async, [this, method, request, &answer] {
      Context context;
      return ((*stub).*method)(&context, request, &answer);
    });
  }
  static training::Run run(training::RunState state) {
    training::Run run;
    run.id = 3;
    run.state = state;
    run.message = "learning";
    run.progress = 0.25;
    run.started = base::WallTime(std::chrono::seconds(100));
    run.ended = base::WallTime(std::chrono::seconds(200));
    return run;
  }

  testing::FakeEngine engine;
  testing::TestServer server{engine};
  std::unique_ptr<v1::TrainingService::Stub> stub = v1::TrainingService::NewStub(server.connect());
};

TEST_F(TrainingServiceTest, adds_a_picture_or_that_of_a_track) {
  v1::AddSampleRequest request;
  request.set_label("cat");
  request.set_image("bytes");
  v1::AddSampleResponse answer;
  auto status = call(&v1::TrainingService::Stub::AddSample, request, answer);
  auto asked = server.training.adds.take();
  EXPECT_EQ(asked.request.label, "cat");
  EXPECT_EQ(std::get<std::string>(asked.request.picture), "bytes");
  training::Sample sample;
  sample.id = 7, sample.label = "cat", sample.width = 20;
  asked.done(training::AddedSample{sample, true});
  EXPECT_TRUE(status.get().ok());
  EXPECT_EQ(answer.sample().sample_id(), 7U);
  EXPECT_EQ(answer.sample().width(), 20);
  EXPECT_TRUE(answer.already_there());
  request.set_track_id(9);
  status = call(&v1::TrainingService::Stub::AddSample, request, answer);
  asked = server.training.adds.take();
  EXPECT_EQ(std::get<std::uint64_t>(asked.request.picture), 9U);
  asked.done(Error{ErrorCode::no_such_track, "track_id", "gone"});
  const auto refused = status.get();
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(details_of(refused).reason(), "NO_SUCH_TRACK");
  request.clear_picture();
  const auto nothing = call(&v1::TrainingService::Stub::AddSample, request, answer).get();
  EXPECT_EQ(nothing.error_message(), "picture: it is missing; it must be image or track_id");
}

TEST_F(TrainingServiceTest, lists_samples_by_pages) {
  v1::ListSamplesRequest request;
  request.set_page_token("50");
  request.set_label("cat");
  v1::ListSamplesResponse answer;
  auto status = call(&v1::TrainingService::Stub::ListSamples, request, answer);
  auto asked = server.training.lists.take();
  EXPECT_EQ(asked.request.before, 50U);
  EXPECT_EQ(asked.request.page_size, 100U);
  EXPECT_EQ(asked.request.label, "cat");
  training::Sample sample;
  sample.id = 49;
  asked.done(training::SamplePage{{sample}, true, {{"cat", 4}}});
  EXPECT_TRUE(status.get().ok());
  EXPECT_EQ(answer.next_page_token(), "49");
  EXPECT_EQ(answer.counts().at("cat"), 4U);
  for (const char* token : {"x", "0", "-1", "99999999999999999999"}) {
    request.set_page_token(token);
    EXPECT_EQ(call(&v1::TrainingService::Stub::ListSamples, request, answer).get().error_code(),
              grpc::StatusCode::INVALID_ARGUMENT)
        << token;
  }
}

TEST_F(TrainingServiceTest, shows_a_run_with_its_report) {
  v1::GetTrainingRequest request;
  request.set_run_id(3);
  v1::TrainingRun answer;
  auto status = call(&v1::TrainingService::Stub::GetTraining, request, answer);
  auto asked = server.training.runs.take();
  EXPECT_EQ(asked.request, 3U);
  auto ended = run(training::RunState::succeeded);
  ended.model = "trained@1";
  ended.report = training::Report{.accuracy = 0.75,
                                  .classes = {{"cat", 8, 2, 0.5}, {"dog", 8, 2, 1}},
                                  .confusion = {{1, 1}, {0, 2}},
                                  .feature = "hog",
                                  .method = "svm",
                                  .seed = 1};
  asked.done(ended);
  ASSERT_TRUE(status.get().ok());
  EXPECT_EQ(answer.state(), v1::TrainingRun::STATE_SUCCEEDED);
  EXPECT_EQ(answer.end_time().seconds(), 200);
  EXPECT_FALSE(answer.has_remaining());
  ASSERT_EQ(answer.report().classes_size(), 2);
  EXPECT_EQ(answer.report().classes(0).told(1), 1U);
  EXPECT_EQ(answer.report().classes(0).recall(), 0.5);
}

TEST_F(TrainingServiceTest, starts_and_cancels) {
  v1::StartTrainingRequest request;
  request.set_model_id("digits");
  request.set_seed(5);
  v1::TrainingRun answer;
  auto status = call(&v1::TrainingService::Stub::StartTraining, request, answer);
  auto asked = server.training.starts.take();
  EXPECT_EQ(asked.request.id, "digits");
  EXPECT_EQ(asked.request.seed, 5U);
  asked.done(run(training::RunState::running));
  EXPECT_TRUE(status.get().ok());
  EXPECT_EQ(answer.percentage(), 25);
  EXPECT_FALSE(answer.has_end_time());
  status = call(&v1::TrainingService::Stub::CancelTraining, v1::CancelTrainingRequest{}, answer);
  server.training.cancels.take()(Error{ErrorCode::nothing_to_cancel, "", "no run is under way"});
  EXPECT_EQ(status.get().error_code(), grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(TrainingServiceTest, watches_a_run_to_its_end) {
  Context context;
  const auto reader = stub->WatchTraining(&context, {});
  server.training.runs.take().done(run(training::RunState::running));
  // Subscribed by then, or soon.
  ASSERT_TRUE(testing::eventually([&] { return !server.training.watchers.empty(); }));
  auto other = run(training::RunState::succeeded);
  other.id = 99;
  server.training.watchers.publish(other);
  server.training.watchers.publish(run(training::RunState::paused));
  v1::TrainingRun message;
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_EQ(message.state(), v1::TrainingRun::STATE_PAUSED);
  server.training.watchers.publish(run(training::RunState::cancelled));
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_EQ(message.state(), v1::TrainingRun::STATE_CANCELLED);
  EXPECT_FALSE(reader->Read(&message));
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_TRUE(testing::eventually([&] { return server.training.watchers.empty(); }));
}

TEST_F(TrainingServiceTest, shows_the_end_of_a_run_that_is_over_and_none_where_there_is_none) {
  Context context;
  v1::WatchTrainingRequest request;
  request.set_run_id(3);
  const auto reader = stub->WatchTraining(&context, request);
  server.training.runs.take().done(run(training::RunState::failed));
  v1::TrainingRun message;
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_EQ(message.state(), v1::TrainingRun::STATE_FAILED);
  EXPECT_FALSE(reader->Read(&message));
  EXPECT_TRUE(reader->Finish().ok());
  Context again;
  const auto none = stub->WatchTraining(&again, {});
  server.training.runs.take().done(Error{ErrorCode::no_such_run, "run_id", "nothing was trained yet"});
  EXPECT_FALSE(none->Read(&message));
  EXPECT_EQ(none->Finish().error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(TrainingServiceTest, ends_a_watch_whose_caller_goes_away_or_whose_daemon_stops) {
  {
    Context context;
    const auto reader = stub->WatchTraining(&context, {});
    server.training.runs.take().done(run(training::RunState::running));
    ASSERT_TRUE(testing::eventually([&] { return !server.training.watchers.empty(); }));
    context.TryCancel();
    EXPECT_TRUE(testing::eventually([&] { return server.training.watchers.empty(); }));
  }
  Context context;
  const auto reader = stub->WatchTraining(&context, {});
  server.training.runs.take().done(run(training::RunState::running));
  server.server->shut_down(std::chrono::milliseconds(1000));
  v1::TrainingRun message;
  EXPECT_FALSE(reader->Read(&message));
  EXPECT_EQ(details_of(reader->Finish()).reason(), "DRAINING");
}

}  // namespace
}  // namespace visiond::rpc
