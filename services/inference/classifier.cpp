#include "services/inference/classifier.hpp"

#include "services/inference/learned_classifier.hpp"
#include "services/inference/network_classifier.hpp"

#include <algorithm>
#include <utility>

namespace visiond::inference {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

Error blame_model(std::string message) { return {ErrorCode::rolled_back, "inference.classifier", std::move(message)}; }

bool classifies(const models::Manifest& manifest) { return manifest.task == models::Task::classification; }

std::string installed(const models::Library& library) {
  std::string names;
  for (const auto& each : library.list()) {
    if (classifies(each)) names += (names.empty() ? "" : ", ") + each.name();
  }
  return names.empty() ? "none in " + library.folder().string() : names;
}

Result<ClassifierPtr> load(const std::string& model, const models::Library& library,
                           const engine::NetworkSource& networks) {
  const auto manifest = library.find(model);
  if (!manifest) return blame_model(manifest.error().message);
  if (!classifies(*manifest)) {
    return blame_model(manifest->name() +
                       " is for detection; a classifier is needed, installed: " + installed(library));
  }
  auto made = load_classifier(*manifest, networks);
  if (!made) return blame_model(made.error().message);
  return made;
}

}  // namespace

Result<ClassifierPtr> load_classifier(const models::Manifest& manifest, const engine::NetworkSource& networks) {
  if (manifest.format == models::Format::opencv_ml) return LearnedClassifier::load(manifest, networks);
  return NetworkClassifier::load(manifest, networks.engine);
}

ClassifierFactory classifier_factory(const models::Library& library,
                                     std::shared_ptr<const engine::InferenceEngine> engine) {
  engine::NetworkSource networks{std::move(engine), [&library](const std::string& name) { return library.find(name); }};
  return
      [&library, networks = std::move(networks)](const std::string& model) { return load(model, library, networks); };
}

std::vector<pipeline::Classification> likeliest(const std::vector<std::string>& labels,
                                                const std::vector<double>& probabilities, int top_k,
                                                double min_probability) {
  std::vector<pipeline::Classification> all;
  for (std::size_t n = 0; n < labels.size(); ++n) {
    if (probabilities[n] >= min_probability) all.push_back({labels[n], probabilities[n]});
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.probability > b.probability; });
  all.resize(std::min(all.size(), static_cast<std::size_t>(top_k)));
  return all;
}

}  // namespace visiond::inference
