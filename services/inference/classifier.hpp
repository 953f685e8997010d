#pragma once
// What says which kind of thing a picture shows. Immutable; thread-safe, so it may serve several generations.

#include "daemon/base/error.hpp"
#include "services/engine/feature_extractor.hpp"
#include "services/models/library.hpp"
#include "services/pipeline/api.hpp"

#include <opencv2/core/mat.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace visiond::inference {

class Classifier {
 public:
  virtual ~Classifier() = default;
  // The model's id@version.
  virtual std::string name() const = 0;
  virtual const std::vector<std::string>& labels() const = 0;
  // Of an 8-bit BGR picture that is not empty: a probability, 0 to 1, for each label. ROLLED_BACK where that fails.
  virtual base::Result<std::vector<double>> classify(const cv::Mat& picture) const = 0;
};

using ClassifierPtr = std::shared_ptr<const Classifier>;
// By id@version: loaded, and tried on a grey picture.
using ClassifierFactory = std::function<base::Result<ClassifierPtr>(const std::string& model)>;

// The factory of all formats; the library outlives it. ROLLED_BACK with inference.classifier as the path where the
// model is not installed, damaged, no classifier, or does not fit its labels.
ClassifierFactory classifier_factory(const models::Library& library,
                                     std::shared_ptr<const engine::InferenceEngine> engine);

// Of a model for classification, whether or not it is installed: loads it and puts a grey picture through. ROLLED_BACK
// with what is wrong. For trying models before anybody uses them; blocks as long as loading takes.
base::Result<ClassifierPtr> load_classifier(const models::Manifest& manifest, const engine::NetworkSource& networks);

// The `top_k` likeliest, those below `min_probability` left out, the likeliest first.
std::vector<pipeline::Classification> likeliest(const std::vector<std::string>& labels,
                                                const std::vector<double>& probabilities, int top_k,
                                                double min_probability);

}  // namespace visiond::inference
