#pragma once
// Pictures into rows of numbers as a manifest names them, by the picture itself or by a layer of a neural network: what
// is trained and what is asked go through here. Used by one thread at a time.

#include "services/engine/inference_engine.hpp"

#include <functional>
#include <memory>
#include <string>

namespace visiond::engine {

// Where networks come from that make features: whoever loads them, and their manifests by id@version. `find` may be
// empty where no network is needed.
struct NetworkSource {
  std::shared_ptr<const InferenceEngine> engine{};
  std::function<base::Result<models::Manifest>(const std::string& name)> find{};
};

class FeatureExtractor {
 public:
  // ROLLED_BACK with what is wrong with the network.
  static base::Result<std::unique_ptr<FeatureExtractor>> make(const models::Features& features,
                                                              const NetworkSource& networks);

  // An 8-bit BGR picture that is not empty → one row of 32-bit floats, always as long. ROLLED_BACK where the network
  // fails; may throw cv::Exception.
  base::Result<cv::Mat> row_of(const cv::Mat& bgr);

 private:
  explicit FeatureExtractor(models::Features features) : features_(std::move(features)) {}

  models::Features features_;
  models::Input input_;               // of the network
  std::unique_ptr<Network> network_;  // of dnn only
};

}  // namespace visiond::engine
