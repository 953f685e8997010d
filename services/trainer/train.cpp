#include "services/trainer/train.hpp"

#include "daemon/settings/json_text.hpp"
#include "services/engine/feature_extractor.hpp"
#include "services/inference/learned_model.hpp"
#include "services/models/new_file.hpp"
#include "services/trainer/judge.hpp"
#include "services/trainer/learner.hpp"
#include "services/trainer/split.hpp"
#include "services/training/text.hpp"

#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <mutex>
#include <utility>

namespace visiond::trainer {

using base::Error;
using base::ErrorCode;
using base::Result;
using training::Job;
using training::Progress;

namespace {

// What the three parts of the work take of all of it, roughly.
struct Share {
  double features = 0, learning = 0;
};

Share share_of(const training::TrainingSettings& settings) {
  if (settings.method == training::Method::knn) return {.features = 0.5, .learning = 0.1};
  return {.features = 0.3, .learning = 0.6};
}

// From parts of one step to parts of all, told where something changes. Thread-safe.
class Steps {
 public:
  explicit Steps(const std::function<void(const Progress&)>& tell) : tell_(tell) {}

  void begin(std::string doing, double share) {
    const std::lock_guard lock(mutex_);
    doing_ = std::move(doing);
    before_ += std::exchange(share_, share);
    tell_({doing_, std::min(before_, 1.0)});
  }
  void done(double part) {
    const std::lock_guard lock(mutex_);
    const auto all = std::min(before_ + share_ * part, 1.0);
    if (all - told_ < least_news) return;
    told_ = all;
    tell_({doing_, all});
  }

 private:
  static constexpr double least_news = 0.005;

  const std::function<void(const Progress&)>& tell_;
  std::mutex mutex_;
  std::string doing_;
  double before_ = 0, share_ = 0, told_ = 0;
};

models::Features features_of(const training::TrainingSettings& settings) {
  if (settings.feature == training::Feature::dnn)
    return {.type = models::FeatureType::dnn, .model = settings.feature_model, .layer = settings.feature_layer};
  return {.type = models::FeatureType::hog, .width = settings.feature_width, .height = settings.feature_height};
}

std::string described(const models::Features& features) {
  if (features.type == models::FeatureType::dnn)
    return (features.layer.empty() ? "output" : features.layer) + " of " + features.model;
  return "hog of " + std::to_string(features.width) + "x" + std::to_string(features.height);
}

Result<cv::Mat> rows_of(const Job& job, engine::FeatureExtractor& extractor, Steps& steps) {
  cv::Mat rows;
  for (std::size_t n = 0; n < job.samples.size(); ++n) {
    const auto& file = job.samples[n].file;
    const auto picture = cv::imread(file, cv::IMREAD_COLOR);
    if (picture.empty()) return Error{ErrorCode::invalid_request, file, "the sample " + file + " cannot be read"};
    const auto row = extractor.row_of(picture);
    if (!row) return row.error();
    if (rows.empty()) rows.create(static_cast<int>(job.samples.size()), row->cols, CV_32F);
    row->copyTo(rows.row(static_cast<int>(n)));
    steps.done(static_cast<double>(n + 1) / static_cast<double>(job.samples.size()));
  }
  return rows;
}

Lesson lesson_of(const Job& job, const cv::Mat& rows, const std::vector<std::size_t>& chosen) {
  Lesson lesson;
  lesson.classes = job.labels.size();
  lesson.features.create(static_cast<int>(chosen.size()), rows.cols, CV_32F);
  lesson.labels.create(static_cast<int>(chosen.size()), 1, CV_32S);
  for (std::size_t n = 0; n < chosen.size(); ++n) {
    rows.row(static_cast<int>(chosen[n])).copyTo(lesson.features.row(static_cast<int>(n)));
    lesson.labels.at<int>(static_cast<int>(n)) = static_cast<int>(job.samples[chosen[n]].label);
  }
  return lesson;
}

// By the file that was written, as inference will.
Result<std::vector<Verdict>> ask(const Job& job, const cv::Mat& rows, const std::vector<std::size_t>& held_out,
                                 const std::string& file, Steps& steps) {
  const auto model = inference::read_learned_model(file);
  if (!model) return model.error();
  std::vector<Verdict> verdicts;
  for (const auto n : held_out) {
    const auto probabilities = (*model)->predict(rows.row(static_cast<int>(n)), job.labels.size());
    if (!probabilities) return probabilities.error();
    const auto best = std::max_element(probabilities->begin(), probabilities->end()) - probabilities->begin();
    verdicts.push_back({job.samples[n].label, static_cast<std::size_t>(best)});
    steps.done(static_cast<double>(verdicts.size()) / static_cast<double>(held_out.size()));
  }
  return verdicts;
}

}  // namespace

Result<void> train(const Job& job, const std::filesystem::path& folder,
                   const std::function<void(const Progress&)>& tell) {
  const auto features = features_of(job.settings);
  const auto extractor = engine::FeatureExtractor::make(features, {engine::opencv_engine(), [&](const std::string&) {
                                                                     return models::read_manifest(job.network_folder);
                                                                   }});
  if (!extractor) return extractor.error();
  const auto share = share_of(job.settings);
  Steps steps(tell);
  steps.begin("reading samples", share.features);
  const auto rows = rows_of(job, **extractor, steps);
  if (!rows) return rows.error();
  std::vector<std::size_t> labels;
  for (const auto& sample : job.samples) labels.push_back(sample.label);
  const auto parts = split(labels, job.settings.validation_fraction, job.seed);
  steps.begin("learning", share.learning);
  const auto file = folder / training::network_file;
  learn(lesson_of(job, *rows, parts.learned), job.settings, file, [&](double done) { steps.done(done); });
  steps.begin("judging", 1 - share.features - share.learning);
  const auto verdicts = ask(job, *rows, parts.held_out, file, steps);
  if (!verdicts) return verdicts.error();
  auto report = judge(job.labels, *verdicts);
  for (const auto n : parts.learned) ++report.classes[labels[n]].trained;
  report.feature = described(features);
  report.method = trainer::described(job.settings);
  report.seed = job.seed;
  auto out = models::NewFile::open(folder / training::report_file);
  if (!out) return out.error();
  if (auto written = out->write(settings::write_json(training::write(report)) + "\n"); !written) return written;
  return out->close();
}

}  // namespace visiond::trainer
