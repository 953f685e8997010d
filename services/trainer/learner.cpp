#include "services/trainer/learner.hpp"

#include "services/trainer/expectation.hpp"

#include <opencv2/core.hpp>
#include <opencv2/ml.hpp>

#include <algorithm>
#include <vector>

namespace visiond::trainer {

using cv::ml::ANN_MLP;
using cv::ml::KNearest;
using cv::ml::SVM;
using cv::ml::TrainData;

namespace {

constexpr int neighbours = 5;
constexpr int hidden = 64;

cv::Ptr<SVM> new_svm() {
  const auto model = SVM::create();
  model->setType(SVM::C_SVC);
  model->setKernel(SVM::LINEAR);
  model->setC(1);
  model->setTermCriteria({cv::TermCriteria::MAX_ITER + cv::TermCriteria::EPS, 10000, 1e-3});
  return model;
}

// Every n-th sample; a class that has none of them is only missing in the trial.
cv::Ptr<TrainData> thinned(const Lesson& lesson, int n) {
  cv::Mat features, labels;
  for (int row = 0; row < lesson.features.rows; row += n) {
    features.push_back(lesson.features.row(row));
    labels.push_back(lesson.labels.row(row));
  }
  return TrainData::create(features, cv::ml::ROW_SAMPLE, labels);
}

// OpenCV does not tell how far it is, so a part of the samples is learned first, and how long that took says how long
// all of them will take: between linear and quadratic in their number, and rather the latter.
cv::Ptr<cv::ml::StatModel> learn_svm(const Lesson& lesson, const Done& done) {
  constexpr int part = 4, enough = 400;
  double expected = 0;
  if (lesson.features.rows >= enough) {
    const auto before = cpu_seconds();
    const auto trial = thinned(lesson, part);
    new_svm()->train(trial);
    expected = (cpu_seconds() - before) * part * part;
  }
  const auto model = new_svm();
  const Expectation telling(expected, done);
  model->train(TrainData::create(lesson.features, cv::ml::ROW_SAMPLE, lesson.labels));
  return model;
}

cv::Ptr<cv::ml::StatModel> learn_knn(const Lesson& lesson) {
  cv::Mat counts = cv::Mat::zeros(1, static_cast<int>(lesson.classes), CV_32S);
  for (int row = 0; row < lesson.labels.rows; ++row) ++counts.at<int>(lesson.labels.at<int>(row));
  double fewest = 0;
  cv::minMaxLoc(counts, &fewest);
  const auto model = KNearest::create();
  model->setIsClassifier(true);
  model->setDefaultK(std::clamp(static_cast<int>(fewest), 1, neighbours));
  model->train(TrainData::create(lesson.features, cv::ml::ROW_SAMPLE, lesson.labels));
  return model;
}

cv::Ptr<cv::ml::StatModel> learn_mlp(const Lesson& lesson, int epochs, const Done& done) {
  const int classes = static_cast<int>(lesson.classes);
  cv::Mat wanted(lesson.labels.rows, classes, CV_32F, cv::Scalar(-1));
  for (int row = 0; row < wanted.rows; ++row) wanted.at<float>(row, lesson.labels.at<int>(row)) = 1;
  const auto data = TrainData::create(lesson.features, cv::ml::ROW_SAMPLE, wanted);
  const auto model = ANN_MLP::create();
  model->setLayerSizes(std::vector<int>{lesson.features.cols, hidden, classes});
  model->setActivationFunction(ANN_MLP::SIGMOID_SYM, 1, 1);
  model->setTrainMethod(ANN_MLP::BACKPROP, 0.01, 0.1);
  // In steps, between which it can be told how far it is.
  model->setTermCriteria({cv::TermCriteria::MAX_ITER, 1, 0});
  for (int epoch = 0; epoch < epochs; ++epoch) {
    model->train(data, ANN_MLP::NO_OUTPUT_SCALE | (epoch == 0 ? 0 : ANN_MLP::UPDATE_WEIGHTS));
    done((epoch + 1.0) / epochs);
  }
  return model;
}

}  // namespace

void learn(const Lesson& lesson, const training::TrainingSettings& settings, const std::string& file,
           const Done& done) {
  cv::setRNGSeed(1);
  const auto model = settings.method == training::Method::svm   ? learn_svm(lesson, done)
                     : settings.method == training::Method::knn ? learn_knn(lesson)
                                                                : learn_mlp(lesson, settings.epochs, done);
  model->save(file);
}

std::string described(const training::TrainingSettings& settings) {
  switch (settings.method) {
    case training::Method::svm:
      return "linear support vector machine, C = 1";
    case training::Method::knn:
      return std::to_string(neighbours) + " nearest neighbours";
    case training::Method::mlp:
      return "perceptron, " + std::to_string(hidden) + " hidden, " + std::to_string(settings.epochs) + " epochs";
  }
  return {};
}

}  // namespace visiond::trainer
