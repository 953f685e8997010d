// The whole service over a registry of models, with scripts in the trainer's place.
#include "services/training/desk.hpp"

#include "services/models/registry.hpp"
#include "services/training/text.hpp"
#include "tests/support/pictures.hpp"
#include "tests/support/waiting.hpp"
#include "tests/unit/training/fakes.hpp"

#include <gtest/gtest.h>

#include <future>

namespace visiond::training {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;
using testing::grey_png;

// What a trainer leaves that has told `accuracy` of the held out right.
std::string succeeds(double accuracy) {
  return R"(echo '{"doing":"learning","done":0.5}'; echo model > "$1/model.yml"; cat > "$1/report.json" <<END
{"accuracy":)" +
         std::to_string(accuracy) + R"(,"feature":"hog","method":"svm","seed":1,
"classes":[{"label":"a","trained":2,"held_out":1,"recall":1},{"label":"b","trained":2,"held_out":1,"recall":0}],
"confusion":[[1,0],[1,0]]}
END)";
}

class DeskTest : public ::testing::Test {
 protected:
  DeskTest() { settings.min_samples_per_class = 2; }

  void start(const std::string& text) {
    options.state_dir = folder.path();
    options.trainer = script(folder.path(), text);
    options.decodes = [](std::string_view) { return true; };
    options.settings = [this] { return settings; };
    options.crop_of = [](std::uint64_t track) -> Result<std::string> {
      if (track == 7) return grey_png(77);
      return base::Error{ErrorCode::no_such_track, "track_id", "no"};
    };
    options.promote = [this](const std::string& model, double, std::function<void(Result<std::string>)> done) {
      promoted.push_back(model);
      done(promotion);
    };
    options.look = std::chrono::milliseconds(2);
    desk = std::make_unique<Desk>(Desk::Given{clock, board, *registry, library, pipeline}, options);
  }
  void restart(const std::string& text) {
    desk.reset();
    start(text);
  }

  template <class Value, class Call>
  static Result<Value> answer(Call call) {
    std::promise<Result<Value>> promise;
    call([&promise](Result<Value> value) { promise.set_value(std::move(value)); });
    return promise.get_future().get();
  }
  Result<AddedSample> add(AddRequest request) {
    return answer<AddedSample>([&](auto done) { desk->add_sample(request, done); });
  }
  // Two classes with `count` samples each.
  void add_samples(int count = 3) {
    for (int n = 0; n < 2 * count; ++n)
      ASSERT_TRUE(add({n % 2 == 0 ? "a" : "b", grey_png(static_cast<unsigned char>(n))}));
  }
  Result<training::Run> begin(const StartRequest& request = {}) {
    return answer<training::Run>([&](auto done) { desk->start(request, done); });
  }
  Result<training::Run> look_up(std::uint64_t id = 0) {
    return answer<training::Run>([&](auto done) { desk->run(id, done); });
  }
  // Waits for the end of the run that was begun.
  training::Run end() {
    testing::Mailbox<training::Run> ended;
    const auto watch = desk->watch([&](const training::Run& run) {
      if (has_ended(run.state)) ended.put(run);
    });
    return ended.take();
  }
  std::string models() {
    std::string names;
    for (const auto& each : library.list()) names += each.name() + " ";
    return names;
  }

  testing::TempFolder folder;
  base::SystemClock clock;
  Board board;
  models::Library library{folder.path() / "models"};
  std::unique_ptr<models::Registry> registry =
      std::make_unique<models::Registry>(library, models::Installer::Options{.models_dir = folder.path() / "models"});
  FakePipeline pipeline;
  TrainingSettings settings;
  Desk::Options options;
  std::vector<std::string> promoted;
  Result<std::string> promotion = std::string("t-1");
  std::unique_ptr<Desk> desk;
};

TEST_F(DeskTest, makes_a_model_of_samples) {
  start(succeeds(0.5));
  add_samples();
  const auto begun = begin().value();
  EXPECT_EQ(begun.id, 1U);
  const auto run = end();
  ASSERT_EQ(run.state, RunState::succeeded) << run.message;
  EXPECT_EQ(run.model, "trained@1");
  EXPECT_EQ(run.report.value().accuracy, 0.5);
  const auto manifest = library.find("trained@1").value();
  EXPECT_EQ(manifest.labels, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(manifest.features.width, 64);
  EXPECT_TRUE(fs::exists(manifest.report)) << "the report is kept beside the model";
  EXPECT_EQ(manifest.origin, "trained by visiond, run 1");
  EXPECT_FALSE(fs::exists(folder.path() / "training" / "1")) << "nothing else stays";
  EXPECT_TRUE(promoted.empty());
}

TEST_F(DeskTest, counts_versions_up) {
  start(succeeds(1));
  add_samples();
  for (int n = 0; n < 3; ++n) {
    ASSERT_TRUE(begin({.id = "digits"}));
    EXPECT_EQ(end().model, "digits@" + std::to_string(n + 1));
  }
  EXPECT_EQ(models(), "digits@1 digits@2 digits@3 ");
}

TEST_F(DeskTest, promotes_what_is_good_enough) {
  settings.auto_promote = true;
  settings.min_accuracy = 0.8;
  start(succeeds(0.8));
  add_samples();
  ASSERT_TRUE(begin());
  EXPECT_EQ(end().promoted_by, "t-1");
  EXPECT_EQ(promoted, std::vector<std::string>{"trained@1"});
  restart(succeeds(0.79));
  ASSERT_TRUE(begin());
  EXPECT_EQ(end().promotion_problem, "its accuracy is below training.min_accuracy");
  EXPECT_EQ(promoted.size(), 1U);
  promotion = base::Error{ErrorCode::confirmation_pending, "", "a change awaits confirmation"};
  restart(succeeds(1));
  ASSERT_TRUE(begin());
  const auto run = end();
  EXPECT_EQ(run.state, RunState::succeeded) << "the model is there, whoever uses it";
  EXPECT_EQ(run.promotion_problem, "a change awaits confirmation");
}

TEST_F(DeskTest, says_which_classes_lack_samples) {
  start(succeeds(1));
  settings.min_samples_per_class = 3;
  EXPECT_EQ(begin().error().message, "there are samples of 0 classes; at least 2 are needed");
  ASSERT_TRUE(add({"a", grey_png(1)}));
  EXPECT_EQ(begin().error().message, "there are samples of 1 class; at least 2 are needed");
  ASSERT_TRUE(add({"b", grey_png(2)}));
  const auto error = begin().error();
  EXPECT_EQ(error.code, ErrorCode::too_few_samples);
  EXPECT_EQ(error.message, "each class needs at least 3 samples (training.min_samples_per_class); a has 1, b has 1");
}

TEST_F(DeskTest, refuses_what_cannot_become_a_run) {
  start(succeeds(1));
  add_samples();
  EXPECT_EQ(begin({.id = "../x"}).error().path, "model_id");
  settings.feature = Feature::dnn;
  settings.feature_model = "net@1";
  EXPECT_EQ(begin().error().code, ErrorCode::no_such_model);
  settings.feature = Feature::hog;
  for (const auto& entry : fs::directory_iterator(folder.path() / "samples")) fs::remove(entry.path());
  EXPECT_EQ(begin().error().code, ErrorCode::sample_missing);
  EXPECT_EQ(look_up().error().code, ErrorCode::no_such_run);
}

TEST_F(DeskTest, does_one_run_at_a_time_and_ends_it_at_once) {
  start(hang);
  add_samples();
  ASSERT_TRUE(begin());
  EXPECT_EQ(begin().error().code, ErrorCode::training_running);
  const auto ended = answer<training::Run>([&](auto done) { desk->cancel(done); }).value();
  EXPECT_EQ(ended.state, RunState::cancelled);
  EXPECT_NE(ended.ended, base::WallTime{});
  EXPECT_EQ(answer<training::Run>([&](auto done) { desk->cancel(done); }).error().code, ErrorCode::nothing_to_cancel);
  EXPECT_EQ(models(), "");
  EXPECT_EQ(desk->figures().cancelled, 1U);
}

TEST_F(DeskTest, leaves_the_registry_as_it_was_where_the_trainer_dies) {
  start("echo model > \"$1/model.yml\"; kill -9 $$");
  add_samples();
  ASSERT_TRUE(begin());
  const auto run = end();
  EXPECT_EQ(run.state, RunState::failed);
  EXPECT_EQ(run.message, "the trainer was ended by signal 9 (Killed)");
  EXPECT_EQ(models(), "");
  EXPECT_EQ(desk->figures().failed, 1U);
}

TEST_F(DeskTest, believes_no_trainer_that_has_left_nothing_or_nonsense) {
  for (const char* text : {"true", "echo model > \"$1/model.yml\"",
                           "echo model > \"$1/model.yml\"; echo '{\"accuracy\":2}' > \"$1/report.json\""}) {
    restart(text);
    add_samples();
    ASSERT_TRUE(begin());
    EXPECT_EQ(end().state, RunState::failed) << text;
  }
  EXPECT_EQ(models(), "");
}

TEST_F(DeskTest, says_that_there_is_no_trainer) {
  start("");
  add_samples();
  fs::remove(options.trainer);
  EXPECT_EQ(begin().error().code, ErrorCode::storage_failed);
  EXPECT_EQ(end().state, RunState::failed);
}

TEST_F(DeskTest, keeps_what_became_of_runs_across_a_restart) {
  start(succeeds(1));
  add_samples();
  ASSERT_TRUE(begin());
  end();
  restart(hang);
  ASSERT_TRUE(begin());
  desk->stop();
  EXPECT_EQ(look_up().error().code, ErrorCode::draining);
  restart(hang);
  EXPECT_EQ(look_up(1).value().model, "trained@1");
  EXPECT_EQ(look_up().value().id, 2U);
  EXPECT_EQ(look_up().value().message, "visiond was stopped");
  EXPECT_EQ(look_up(3).error().message, "there is no run 3");
}

TEST_F(DeskTest, says_that_a_run_was_cut_off_by_the_end_of_visiond) {
  start(hang);
  add_samples();
  desk.reset();
  training::Run run;
  ASSERT_TRUE(Samples::open({folder.path(), options.decodes}).value()->runs().insert(run));
  start(hang);
  EXPECT_EQ(look_up().value().state, RunState::failed);
  EXPECT_EQ(look_up().value().message, "visiond ended while it was under way");
  EXPECT_EQ(desk->figures().failed, 0U) << "not of this process";
}

TEST_F(DeskTest, takes_the_picture_of_a_track) {
  start(hang);
  EXPECT_EQ(add({"a", std::uint64_t{7}}).value().sample.sha256, add({"a", grey_png(77)}).value().sample.sha256);
  EXPECT_EQ(add({"a", std::uint64_t{8}}).error().code, ErrorCode::no_such_track);
}

TEST_F(DeskTest, stands_still_while_frames_take_too_long) {
  settings.latency_target_ms = 100;
  start(hang);
  add_samples();
  ASSERT_TRUE(begin());
  testing::Mailbox<training::Run> told;
  const auto watch = desk->watch([&](const training::Run& run) { told.put(run); });
  std::atomic<bool> slow = true;
  std::jthread frames([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) pipeline.show(std::chrono::milliseconds(slow ? 150 : 10));
  });
  while (told.take().state != RunState::paused) continue;
  slow = false;
  while (told.take().state != RunState::running) continue;
  EXPECT_GT(desk->figures().paused.count(), 0);
}

TEST_F(DeskTest, goes_on_without_samples_that_cannot_be_opened) {
  std::ofstream(folder.path() / "samples.sqlite") << std::string(4096, 'x');
  start(hang);
  EXPECT_EQ(add({"a", grey_png(1)}).error().code, ErrorCode::store_damaged);
  EXPECT_EQ(board.status().state, transaction::ServiceState::impaired);
}

TEST_F(DeskTest, shows_how_it_fares) {
  start(hang);
  add_samples(2);
  ASSERT_TRUE(begin());
  const auto status = board.status();
  EXPECT_EQ(status.state, transaction::ServiceState::ok);
  EXPECT_EQ(status.details.at("samples").at("a"), 2);
  EXPECT_EQ(status.details.at("run").at("state"), "running");
  EXPECT_EQ(desk->figures().samples, 4U);
}

TEST(NextVersion, is_one_more_than_the_highest_number) {
  const auto version = [](const std::string& id, const std::string& number) {
    models::Manifest manifest;
    manifest.id = id, manifest.version = number;
    return manifest;
  };
  EXPECT_EQ(next_version({}, "a"), 1U);
  EXPECT_EQ(next_version({version("a", "9"), version("a", "10"), version("b", "50"), version("a", "1.1x")}, "a"), 11U);
}

}  // namespace
}  // namespace visiond::training
