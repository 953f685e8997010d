#pragma once
// A model of OpenCV's machine learning as a classifier: a support vector machine, k nearest neighbours or a multi-layer
// perceptron, as its file says, on the features that its manifest names. Its classes are the indices of the manifest's
// labels. Immutable; OpenCV says nothing of threads, so each call borrows a model.

#include "services/engine/feature_extractor.hpp"
#include "services/engine/warm_pool.hpp"
#include "services/inference/classifier.hpp"

namespace visiond::inference {

// A loaded model. Used by one thread at a time.
class LearnedModel {
 public:
  virtual ~LearnedModel() = default;
  // How many values it was trained with.
  virtual int inputs() const = 0;
  // A probability for each of `classes` classes, from a row of that many 32-bit floats. ROLLED_BACK where it knows
  // others. May throw cv::Exception.
  virtual base::Result<std::vector<double>> predict(const cv::Mat& features, std::size_t classes) = 0;
};

class LearnedClassifier final : public Classifier {
 public:
  // ROLLED_BACK where it cannot be loaded, or was trained with other features or labels.
  static base::Result<ClassifierPtr> load(const models::Manifest& manifest, const engine::NetworkSource& networks);

  std::string name() const override { return manifest_.name(); }
  const std::vector<std::string>& labels() const override { return manifest_.labels; }
  base::Result<std::vector<double>> classify(const cv::Mat& picture) const override;

 private:
  struct Learned {
    std::unique_ptr<engine::FeatureExtractor> features;
    std::unique_ptr<LearnedModel> model;

    base::Result<std::vector<double>> predict(const models::Manifest& manifest, const cv::Mat& picture);
  };
  using Pool = engine::WarmPool<Learned>;

  LearnedClassifier(models::Manifest manifest, std::shared_ptr<Pool> pool)
      : manifest_(std::move(manifest)), pool_(std::move(pool)) {}

  models::Manifest manifest_;
  std::shared_ptr<Pool> pool_;
};

}  // namespace visiond::inference
