#include "services/training/job.hpp"

#include <gtest/gtest.h>

namespace visiond::training {
namespace {

TEST(Job, reads_what_it_wrote) {
  Job job{.labels = {"cat", "dog"}, .samples = {{"/a.png", 0}, {"/b.jpg", 1}}, .settings = {}, .seed = 9};
  job.settings.feature = Feature::dnn;
  job.settings.feature_model = "net@1";
  job.settings.method = Method::knn;
  job.settings.validation_fraction = 0.3;
  job.settings.nice = 3;
  job.network_folder = "/models/net/1";
  const auto read = read_job(write(job)).value();
  EXPECT_EQ(read.labels, job.labels);
  ASSERT_EQ(read.samples.size(), 2U);
  EXPECT_EQ(read.samples[1].file, "/b.jpg");
  EXPECT_EQ(read.samples[1].label, 1U);
  EXPECT_EQ(read.settings.feature, Feature::dnn);
  EXPECT_EQ(read.settings.feature_model, "net@1");
  EXPECT_EQ(read.settings.method, Method::knn);
  EXPECT_EQ(read.settings.validation_fraction, 0.3);
  EXPECT_EQ(read.settings.nice, 3);
  EXPECT_EQ(read.network_folder, "/models/net/1");
  EXPECT_EQ(read.seed, 9U);
}

TEST(Job, is_no_job_without_all_of_it) {
  for (const char* text : {"", "[]", "{}", R"({"labels":["a"],"samples":[["/a",1]],"settings":{},"seed":1})"})
    EXPECT_FALSE(read_job(text)) << text;
  Job job{.labels = {"cat"}, .samples = {{"/a.png", 1}}, .settings = {}};
  EXPECT_FALSE(read_job(write(job))) << "a sample of no class";
}

TEST(TrainerLine, reads_what_it_wrote) {
  const auto progress = std::get<Progress>(read_trainer_line(write(Progress{"learning", 0.25})).value());
  EXPECT_EQ(progress.doing, "learning");
  EXPECT_EQ(progress.done, 0.25);
  EXPECT_EQ(std::get<GivesUp>(read_trainer_line(write(GivesUp{"no\nmemory"})).value()).why, "no\nmemory");
}

TEST(TrainerLine, stays_one_line_that_can_be_read_whatever_went_wrong) {
  const auto line = write(GivesUp{std::string(100000, '\n')});
  EXPECT_LE(line.size(), longest_line);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_TRUE(read_trainer_line(line));
}

TEST(TrainerLine, takes_nothing_for_granted) {
  for (const char* text : {"", "{}", "[]", "Segmentation fault", R"({"doing":"x"})", R"({"doing":1,"done":0})",
                           R"({"doing":"x","done":2})", R"({"doing":"x","done":-0.1})", R"({"doing":"x","done":"0"})",
                           R"({"gives_up":3})"})
    EXPECT_FALSE(read_trainer_line(text)) << text;
  EXPECT_FALSE(read_trainer_line(R"({"gives_up":")" + std::string(longest_line, 'x') + "\"}"));
}

}  // namespace
}  // namespace visiond::training
