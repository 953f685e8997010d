#include "services/inference/learned_classifier.hpp"

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

// Big enough for any feature; a network stretches it to its own input.
constexpr int grey_side = 64;

}  // namespace

Result<std::vector<double>> LearnedClassifier::Learned::predict(const models::Manifest& manifest,
                                                                const cv::Mat& picture) {
  try {
    const auto row = features->row_of(picture);
    if (!row) return refused(manifest, row.error().message);
    if (row->cols != model->inputs()) {
      return refused(manifest, "it was trained with " + std::to_string(model->inputs()) +
                                   " values, and its features are " + std::to_string(row->cols));
    }
    auto probabilities = model->predict(*row, manifest.labels.size());
    if (!probabilities) return refused(manifest, probabilities.error().message);
    return probabilities;
  } catch (const cv::Exception& exception) {
    return refused(manifest, exception.err);
  }
}

Result<ClassifierPtr> LearnedClassifier::load(const models::Manifest& manifest, const engine::NetworkSource& networks) {
  auto pool = Pool::create([manifest, networks]() -> Result<std::unique_ptr<Learned>> {
    auto features = engine::FeatureExtractor::make(manifest.features, networks);
    if (!features) return refused(manifest, features.error().message);
    auto model = read_learned_model(manifest.network.string());
    if (!model) return refused(manifest, model.error().message);
    auto learned = std::make_unique<Learned>(Learned{std::move(*features), std::move(*model)});
    const cv::Mat grey(grey_side, grey_side, CV_8UC3, cv::Scalar::all(128));
    if (const auto fits = learned->predict(manifest, grey); !fits) return fits.error();
    return learned;
  });
  if (!pool) return pool.error();
  return ClassifierPtr(new LearnedClassifier(manifest, std::move(*pool)));
}

Result<std::vector<double>> LearnedClassifier::classify(const cv::Mat& picture) const {
  const auto learned = pool_->take();
  if (!learned) return learned.error();
  return (*learned)->predict(manifest_, picture);
}

}  // namespace visiond::inference
