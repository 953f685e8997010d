#pragma once
// A neural network as a classifier: its one output has a value a label, which become probabilities by the softmax
// function or are ones already, as the model's decoder says. Immutable; networks are for one thread at a time, so each
// call borrows one.

#include "services/engine/warm_pool.hpp"
#include "services/inference/classifier.hpp"

namespace visiond::inference {

class NetworkClassifier final : public Classifier {
 public:
  // ROLLED_BACK where it cannot be loaded, or its output does not fit its labels.
  static base::Result<ClassifierPtr> load(const models::Manifest& manifest,
                                          std::shared_ptr<const engine::InferenceEngine> engine);

  std::string name() const override { return manifest_.name(); }
  const std::vector<std::string>& labels() const override { return manifest_.labels; }
  base::Result<std::vector<double>> classify(const cv::Mat& picture) const override;

 private:
  using Pool = engine::WarmPool<engine::Network>;

  NetworkClassifier(models::Manifest manifest, std::shared_ptr<Pool> pool)
      : manifest_(std::move(manifest)), pool_(std::move(pool)) {}

  models::Manifest manifest_;
  std::shared_ptr<Pool> pool_;
};

}  // namespace visiond::inference
