#include "services/inference/learned_classifier.hpp"

#include "services/engine/features.hpp"
#include "services/inference/learned_model.hpp"

#include <opencv2/core.hpp>

#include <utility>

namespace visiond::inference {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

Error refused(const models::Manifest& manifest, const std::string& why) {
  return {ErrorCode::rolled_back, "", manifest.name() + " cannot be used: " + why};
}

Result<std::vector<double>> predict(LearnedModel& model, const models::Manifest& manifest, const cv::Mat& picture) {
  try {
    const auto features = engine::features_of(picture, manifest.features);
    if (features.cols != model.inputs()) {
      return refused(manifest, "it was trained with " + std::to_string(model.inputs()) +
                                   " values, and its features are " + std::to_string(features.cols));
    }
    auto probabilities = model.predict(features, manifest.labels.size());
    if (!probabilities) return refused(manifest, probabilities.error().message);
    return probabilities;
  } catch (const cv::Exception& exception) {
    return refused(manifest, exception.err);
  }
}

}  // namespace

Result<ClassifierPtr> LearnedClassifier::load(const models::Manifest& manifest) {
  auto pool = Pool::create([manifest]() -> Result<std::unique_ptr<LearnedModel>> {
    auto model = read_learned_model(manifest.network.string());
    if (!model) return refused(manifest, model.error().message);
    const cv::Mat grey(manifest.features.height, manifest.features.width, CV_8UC3, cv::Scalar::all(128));
    if (const auto fits = predict(**model, manifest, grey); !fits) return fits.error();
    return model;
  });
  if (!pool) return pool.error();
  return ClassifierPtr(new LearnedClassifier(manifest, std::move(*pool)));
}

Result<std::vector<double>> LearnedClassifier::classify(const cv::Mat& picture) const {
  const auto model = pool_->take();
  if (!model) return model.error();
  return predict(**model, manifest_, picture);
}

}  // namespace visiond::inference
