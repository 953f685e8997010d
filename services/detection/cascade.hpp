#pragma once
// A cascade of boosted classifiers (Viola and Jones 2001), of a model of format cascade: finds what its one label
// names. Immutable; OpenCV's classifier is for one thread at a time, so each Memory borrows its own.

#include "services/detection/detector.hpp"
#include "services/engine/warm_pool.hpp"
#include "services/models/manifest.hpp"

#include <opencv2/objdetect.hpp>

namespace visiond::detection {

class CascadeDetector final : public Detector {
 public:
  // `input`: the size to look at the picture in, or 0 for its own. ROLLED_BACK where the file is no cascade.
  static base::Result<std::shared_ptr<const Detector>> load(const models::Manifest& manifest,
                                                            const models::Input& input);

  std::string name() const override { return name_; }
  // Of this very loading, see DnnDetector.
  std::string memory_key() const override;
  std::unique_ptr<Memory> make_memory() const override;
  std::vector<pipeline::Detection> detect(const cv::Mat& image, const DetectionSettings& settings,
                                          Memory& memory) const override;

  // From the number of windows that agree on a box: 0.5 for the 3 that OpenCV's users commonly ask for, towards 1.
  static double confidence_of(int windows);

 private:
  using Pool = engine::WarmPool<cv::CascadeClassifier>;
  struct Borrowed;

  CascadeDetector(const models::Manifest& manifest, const models::Input& input, std::shared_ptr<Pool> pool);

  std::string name_, label_;
  cv::Size size_;  // empty: the picture's own
  std::shared_ptr<Pool> pool_;
};

}  // namespace visiond::detection
