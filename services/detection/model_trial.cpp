#include "services/detection/model_trial.hpp"

#include "services/detection/cascade.hpp"
#include "services/detection/dnn.hpp"

namespace visiond::detection {
base::Result<void> try_model(const models::Manifest& manifest,
                             const std::shared_ptr<const engine::InferenceEngine>& engine) {
  const auto loaded = manifest.format == models::Format::cascade ? CascadeDetector::load(manifest, manifest.input)
                                                                 : DnnDetector::load(manifest, manifest.input, engine);
  if (!loaded) return loaded.error();
  return {};
}

}  // namespace visiond::detection
