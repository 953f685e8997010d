#include "tests/support/daemon/echo_detector.hpp"

#include "daemon/settings/json_text.hpp"

namespace visiond::testing {

std::string EchoDetector::label(double confidence) {
  std::string text = "confidence=";
  settings::append_number(text, confidence);
  return text;
}

std::vector<pipeline::Detection> EchoDetector::detect(const cv::Mat&, const detection::DetectionSettings& settings,
                                                      detection::Memory&) const {
  std::vector<pipeline::Detection> found;
  for (int n = 0; n < most; ++n) {
    pipeline::Detection detection;
    detection.label = label(settings.confidence);
    detection.confidence = 1;
    detection.box = {n / static_cast<double>(most), 0, 0.5 / most, 1};
    found.push_back(std::move(detection));
  }
  return found;
}

base::Result<std::shared_ptr<const detection::Detector>> make_echo_detector(
    const detection::DetectionSettings& settings) {
  const bool motion = settings.backend == detection::Backend::motion;
  return std::shared_ptr<const detection::Detector>(std::make_shared<EchoDetector>(motion ? "motion" : "hog"));
}

}  // namespace visiond::testing
