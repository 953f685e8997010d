#include "services/inference/learned_model.hpp"

#include <opencv2/core/persistence.hpp>
#include <opencv2/ml.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace visiond::inference {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

Error unknown_class(float response, std::size_t classes) {
  return {ErrorCode::rolled_back, "",
          "it answers class " + std::to_string(static_cast<int>(response)) + ", but there are labels for " +
              std::to_string(classes) + " classes"};
}

std::optional<std::size_t> class_of(float response, std::size_t classes) {
  const bool known = response >= 0 && response < static_cast<float>(classes) && std::floor(response) == response;
  return known ? std::optional(static_cast<std::size_t>(response)) : std::nullopt;
}

class VectorMachine final : public LearnedModel {
 public:
  explicit VectorMachine(cv::Ptr<cv::ml::SVM> model) : model_(std::move(model)) {}

  int inputs() const override { return model_->getVarCount(); }
  Result<std::vector<double>> predict(const cv::Mat& features, std::size_t classes) override {
    const float response = model_->predict(features);
    const auto winner = class_of(response, classes);
    if (!winner) return unknown_class(response, classes);
    std::vector<double> probabilities(classes, 0);
    probabilities[*winner] = 1;
    if (classes == 2) {
      const double distance = std::abs(model_->predict(features, cv::noArray(), cv::ml::StatModel::RAW_OUTPUT));
      probabilities[*winner] = 1 / (1 + std::exp(-distance));
      probabilities[1 - *winner] = 1 - probabilities[*winner];
    }
    return probabilities;
  }

 private:
  cv::Ptr<cv::ml::SVM> model_;
};

class Neighbours final : public LearnedModel {
 public:
  explicit Neighbours(cv::Ptr<cv::ml::KNearest> model) : model_(std::move(model)) {}

  int inputs() const override { return model_->getVarCount(); }
  Result<std::vector<double>> predict(const cv::Mat& features, std::size_t classes) override {
    cv::Mat result, votes;
    model_->findNearest(features, model_->getDefaultK(), result, votes);
    std::vector<double> probabilities(classes, 0);
    for (int n = 0; n < votes.cols; ++n) {
      const auto voted = class_of(votes.at<float>(0, n), classes);
      if (!voted) return unknown_class(votes.at<float>(0, n), classes);
      probabilities[*voted] += 1.0 / votes.cols;
    }
    return probabilities;
  }

 private:
  cv::Ptr<cv::ml::KNearest> model_;
};

class Perceptron final : public LearnedModel {
 public:
  explicit Perceptron(cv::Ptr<cv::ml::ANN_MLP> model) : model_(std::move(model)) {}

  // Its own getVarCount() says 0.
  int inputs() const override { return model_->getLayerSizes().at<int>(0); }
  Result<std::vector<double>> predict(const cv::Mat& features, std::size_t classes) override {
    cv::Mat outputs;
    model_->predict(features, outputs);
    if (outputs.total() != classes) return unknown_class(static_cast<float>(outputs.total()) - 1, classes);
    std::vector<double> probabilities;
    double sum = 0;
    for (int n = 0; n < outputs.cols; ++n) sum += probabilities.emplace_back(std::max(outputs.at<float>(0, n), 0.0F));
    if (sum > 0)
      for (auto& each : probabilities) each /= sum;
    return probabilities;
  }

 private:
  cv::Ptr<cv::ml::ANN_MLP> model_;
};

template <class Kind, class Model>
std::unique_ptr<LearnedModel> load(const std::string& file) {
  const auto model = cv::Algorithm::load<Model>(file);
  return model != nullptr && model->isTrained() ? std::make_unique<Kind>(model) : nullptr;
}

std::unique_ptr<LearnedModel> load_by_kind(const std::string& file) {
  const auto kind = cv::FileStorage(file, cv::FileStorage::READ).getFirstTopLevelNode().name();
  if (kind == "opencv_ml_svm") return load<VectorMachine, cv::ml::SVM>(file);
  if (kind == "opencv_ml_knn") return load<Neighbours, cv::ml::KNearest>(file);
  if (kind == "opencv_ml_ann_mlp") return load<Perceptron, cv::ml::ANN_MLP>(file);
  return nullptr;
}

}  // namespace

Result<std::unique_ptr<LearnedModel>> read_learned_model(const std::string& file) {
  std::string why = "it is no trained model of cv::ml::SVM, KNearest or ANN_MLP";
  try {
    if (auto model = load_by_kind(file)) return model;
  } catch (const cv::Exception& exception) {
    why = exception.err;
  }
  return Error{ErrorCode::rolled_back, "", file + ": " + why};
}

}  // namespace visiond::inference
