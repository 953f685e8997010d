#include "services/inference/network_classifier.hpp"

#include "services/engine/blob.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace visiond::inference {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// The largest value becomes 0 first, so that nothing overflows.
void softmax(std::vector<double>& values) {
  const double largest = *std::max_element(values.begin(), values.end());
  double sum = 0;
  for (auto& value : values) sum += value = std::exp(value - largest);
  for (auto& value : values) value /= sum;
}

Result<std::vector<double>> read(const std::vector<cv::Mat>& outputs, const models::Manifest& manifest) {
  const auto wanted = manifest.labels.size();
  const auto refuse = [&](const std::string& has) {
    return Error{
        ErrorCode::rolled_back, "",
        manifest.name() + " " + has + ", where a classifier with its labels has one of " + std::to_string(wanted)};
  };
  if (outputs.size() != 1) return refuse("has " + std::to_string(outputs.size()) + " outputs");
  const auto& output = outputs.front();
  if (output.total() != wanted || output.type() != CV_32F)
    return refuse("has an output of " + std::to_string(output.total()) + " values");
  const cv::Mat row = output.reshape(1, 1);
  std::vector<double> values(row.begin<float>(), row.end<float>());
  if (manifest.decoder == models::Decoder::softmax) softmax(values);
  for (auto& value : values) value = std::isfinite(value) ? std::clamp(value, 0.0, 1.0) : 0;
  return values;
}

}  // namespace

Result<ClassifierPtr> NetworkClassifier::load(const models::Manifest& manifest,
                                              std::shared_ptr<const engine::InferenceEngine> engine) {
  auto pool = Pool::create([manifest, engine = std::move(engine)]() -> Result<std::unique_ptr<engine::Network>> {
    auto network = engine->load(manifest);
    if (!network) return network;
    const cv::Mat grey(manifest.input.height, manifest.input.width, CV_8UC3, cv::Scalar::all(128));
    const auto outputs = (*network)->forward(engine::make_blob(grey, manifest.input));
    if (!outputs) return outputs.error();
    if (const auto fits = read(*outputs, manifest); !fits) return fits.error();
    return network;
  });
  if (!pool) return pool.error();
  return ClassifierPtr(new NetworkClassifier(manifest, std::move(*pool)));
}

Result<std::vector<double>> NetworkClassifier::classify(const cv::Mat& picture) const {
  const auto network = pool_->take();
  if (!network) return network.error();
  const auto outputs = (*network)->forward(engine::make_blob(picture, manifest_.input));
  if (!outputs) return outputs.error();
  return read(*outputs, manifest_);
}

}  // namespace visiond::inference
