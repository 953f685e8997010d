#include "services/engine/feature_extractor.hpp"

#include "services/engine/blob.hpp"
#include "services/engine/features.hpp"

#include <utility>

namespace visiond::engine {

using base::Error;
using base::ErrorCode;
using base::Result;

Result<std::unique_ptr<FeatureExtractor>> FeatureExtractor::make(const models::Features& features,
                                                                 const NetworkSource& networks) {
  std::unique_ptr<FeatureExtractor> extractor(new FeatureExtractor(features));
  if (features.type != models::FeatureType::dnn) return extractor;
  if (networks.engine == nullptr || !networks.find)
    return Error{ErrorCode::rolled_back, "", "there are no networks here to make features with"};
  const auto manifest = networks.find(features.model);
  if (!manifest) return Error{ErrorCode::rolled_back, "", manifest.error().message};
  auto network = networks.engine->load(*manifest);
  if (!network) return network.error();
  extractor->input_ = manifest->input;
  extractor->network_ = std::move(*network);
  return extractor;
}

Result<cv::Mat> FeatureExtractor::row_of(const cv::Mat& bgr) {
  if (network_ == nullptr) return features_of(bgr, features_);
  const auto output = network_->layer(make_blob(bgr, input_), features_.layer);
  if (!output) return output.error();
  if (output->depth() != CV_32F)
    return Error{ErrorCode::rolled_back, "", features_.model + " answers no 32-bit floats there"};
  // Its own, because the network writes over it.
  return output->reshape(1, 1).clone();
}

}  // namespace visiond::engine
