// train add, samples, remove, start, watch, cancel, report.
#include "tests/unit/client/messages.hpp"
#include "tests/unit/client/run_support.hpp"

#include <filesystem>
#include <fstream>
#include <mutex>

namespace visiond::testing {
namespace {

using grpc::StatusCode;

constexpr const char* finished = R"({
  "runId": "3", "state": "STATE_SUCCEEDED", "message": "trained@2 is installed", "percentage": 100,
  "startTime": "2026-02-03T04:05:06Z", "endTime": "2026-02-03T04:05:09Z", "model": "trained@2",
  "promotionProblem": "its accuracy is below training.min_accuracy",
  "report": {"accuracy": 0.75, "feature": "hog of 64x64", "method": "linear support vector machine, C = 1", "seed": "1",
             "classes": [{"label": "cat", "trained": "8", "heldOut": "2", "recall": 0.5, "told": ["1", "1"]},
                         {"label": "dog", "trained": "8", "heldOut": "2", "recall": 1, "told": ["0", "2"]}]}})";
constexpr const char* shown =
    "run 3, 2026-02-03T04:05:06Z: SUCCEEDED, trained@2 is installed\n"
    "not promoted: its accuracy is below training.min_accuracy\n"
    "accuracy 75.0 %, linear support vector machine, C = 1 on hog of 64x64, seed 1\n"
    "\n"
    "CLASS  TRAINED  HELD OUT   RECALL  → cat  → dog\n"
    "cat          8         2   50.0 %      1      1\n"
    "dog          8         2  100.0 %      .      2\n";

class RunTrain : public RunTest {
 protected:
  RunTrain() {
    fake.add_sample = [this](const v1::AddSampleRequest& request, v1::AddSampleResponse& answer) {
      asked.push_back(request);
      answer.set_already_there(request.image() == "known");
      if (request.image() == "bad") return failure(StatusCode::INVALID_ARGUMENT, "INVALID_REQUEST", "image: no");
      return grpc::Status::OK;
    };
  }
  std::vector<v1::AddSampleRequest> asked;
};

TEST_F(RunTrain, adds_a_folder_of_pictures_and_says_how_many) {
  const auto folder = std::filesystem::path(fake.write_file("notes.txt", "")).parent_path() / "cats";
  std::filesystem::create_directory(folder);
  for (const char* name : {"b.PNG", "a.jpg", "c.txt"}) std::ofstream(folder / name) << name;
  std::ofstream(folder / "d.png") << "known";
  const auto outcome = run({"train", "add", "cat", folder.string()});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "2 samples are added, 1 was there already\n");
  ASSERT_EQ(asked.size(), 3U);
  EXPECT_EQ(asked[0].image(), "a.jpg");
  EXPECT_EQ(asked[1].label(), "cat");
}

TEST_F(RunTrain, goes_on_behind_a_picture_that_is_refused) {
  const auto good = fake.write_file("a.png", "good"), bad = fake.write_file("b.png", "bad");
  const auto large = fake.write_file("c.png", std::string(1'000'001, 'x'));
  const auto outcome = run({"train", "add", "cat", bad, large, good});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.out, "1 sample is added\n");
  EXPECT_EQ(outcome.err, bad + ": visionctl: image: no (INVALID_REQUEST)\nvisionctl: " + large +
                             " has 1000001 bytes; a sample may have 1000000\n");
}

TEST_F(RunTrain, adds_the_picture_of_a_track) {
  EXPECT_EQ(run({"train", "add", "walker", "--track", "7"}).code, 0);
  EXPECT_EQ(asked.at(0).track_id(), 7U);
  EXPECT_EQ(run({"train", "add", "walker"}).code, 2);
  EXPECT_EQ(run({"train", "add", "walker", "/no/such.png"}).code, 2);
  EXPECT_EQ(asked.size(), 1U);
}

TEST_F(RunTrain, lists_and_removes_samples) {
  fake.list_samples = [](const v1::ListSamplesRequest& request, v1::ListSamplesResponse& answer) {
    EXPECT_EQ(request.label(), "cat");
    answer = read<v1::ListSamplesResponse>(R"({
      "samples": [{"sampleId": "12", "label": "cat", "sha256": "0123456789abcdef", "width": 20, "height": 30,
                   "sizeBytes": "400", "createTime": "2026-02-03T04:05:06Z"}],
      "counts": {"dog": "3", "cat": "1"}})");
    return grpc::Status::OK;
  };
  EXPECT_EQ(run({"train", "samples", "--label", "cat"}).out,
            "SAMPLE  LABEL   SIZE  BYTES  ADDED                 SHA-256\n"
            "    12  cat    20x30    400  2026-02-03T04:05:06Z  0123456789ab\n"
            "samples by label: cat 1, dog 3\n");
  std::uint64_t removed = 0;
  fake.remove_sample = [&](const v1::RemoveSampleRequest& request, auto&) {
    removed = request.sample_id();
    return grpc::Status::OK;
  };
  EXPECT_EQ(run({"train", "remove", "12"}).out, "sample 12 is removed\n");
  EXPECT_EQ(removed, 12U);
}

TEST_F(RunTrain, starts_a_run_and_watches_it_to_its_end) {
  fake.start_training = [](const v1::StartTrainingRequest& request, v1::TrainingRun& run) {
    EXPECT_EQ(request.model_id(), "digits");
    EXPECT_EQ(request.seed(), 5U);
    run = read<v1::TrainingRun>(R"({"runId": "3", "state": "STATE_RUNNING", "message": "starting",
                                    "startTime": "2026-02-03T04:05:06Z"})");
    return grpc::Status::OK;
  };
  fake.watch_training = [](const v1::WatchTrainingRequest& request, auto&, auto& writer) {
    EXPECT_EQ(request.run_id(), 3U);
    for (const char* text :
         {R"({"state": "STATE_RUNNING", "percentage": 41, "message": "learning", "remaining": "11.2s"})",
          R"({"state": "STATE_RUNNING", "percentage": 42, "message": "learning", "remaining": "10.9s"})", finished})
      writer.Write(read<v1::TrainingRun>(text));
    return grpc::Status::OK;
  };
  EXPECT_EQ(run({"train", "start", "--id", "digits", "--seed", "5"}).out,
            "run 3, 2026-02-03T04:05:06Z: RUNNING 0 %: starting\n");
  const auto watched = run({"train", "start", "--id", "digits", "--seed", "5", "--watch"});
  EXPECT_EQ(watched.code, 0) << watched.err;
  EXPECT_EQ(watched.out, std::string("RUNNING 41 %: learning, about 12 s left\n") + shown);
}

TEST_F(RunTrain, tells_by_its_exit_code_that_a_run_has_failed) {
  fake.watch_training = [](const auto&, auto&, auto& writer) {
    writer.Write(
        read<v1::TrainingRun>(R"({"state": "STATE_FAILED", "message": "killed", "endTime": "2026-02-03T04:05:06Z"})"));
    return grpc::Status::OK;
  };
  EXPECT_EQ(run({"train", "watch"}).code, 1);
  fake.start_training = [](const auto&, auto&) {
    return failure(StatusCode::FAILED_PRECONDITION, "TOO_FEW_SAMPLES", "each class needs 10");
  };
  EXPECT_EQ(run({"train", "start", "--watch"}).code, 6);
}

TEST_F(RunTrain, reports_and_cancels) {
  fake.get_training = [](const v1::GetTrainingRequest& request, v1::TrainingRun& run) {
    EXPECT_EQ(request.run_id(), 3U);
    run = read<v1::TrainingRun>(finished);
    return grpc::Status::OK;
  };
  EXPECT_EQ(run({"train", "report", "3"}).out, shown);
  EXPECT_EQ(read<v1::TrainingRun>(run({"train", "report", "3", "-o", "json"}).out).report().accuracy(), 0.75);
  fake.cancel_training = [](const auto&, v1::TrainingRun& run) {
    run = read<v1::TrainingRun>(R"({"runId": "4", "state": "STATE_CANCELLED", "message": "cancelled",
      "startTime": "2026-02-03T04:05:06Z", "endTime": "2026-02-03T04:05:07Z"})");
    return grpc::Status::OK;
  };
  EXPECT_EQ(run({"train", "cancel"}).out, "run 4, 2026-02-03T04:05:06Z: CANCELLED, cancelled\n");
}

}  // namespace
}  // namespace visiond::testing
