#include "services/detection/model_trial.hpp"

#include "services/detection/cascade.hpp"
#include "services/detection/dnn.hpp"
#include "services/engine/blob.hpp"

namespace visiond::detection {
namespace {

base::Result<void> forward_once(const models::Manifest& manifest, const engine::InferenceEngine& engine) {
  auto network = engine.load(manifest);
  if (!network) return network.error();
  constexpr int grey = 127;
  const cv::Mat picture(manifest.input.height, manifest.input.width, CV_8UC3, cv::Scalar::all(grey));
  auto outputs = (*network)->forward(engine::make_blob(picture, manifest.input));
  if (!outputs) return outputs.error();
  return {};
}

}  // namespace

base::Result<void> try_model(const models::Manifest& manifest,
                             const std::shared_ptr<const engine::InferenceEngine>& engine) {
  if (manifest.format == models::Format::opencv_ml) return {};
  if (manifest.task == models::Task::classification) return forward_once(manifest, *engine);
  const auto loaded = manifest.format == models::Format::cascade ? CascadeDetector::load(manifest, manifest.input)
                                                                 : DnnDetector::load(manifest, manifest.input, engine);
  if (!loaded) return loaded.error();
  return {};
}

}  // namespace visiond::detection
