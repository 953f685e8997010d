#include "services/detection/cascade.hpp"

#include <opencv2/imgproc.hpp>

#include <cstdint>
#include <stdexcept>
#include <utility>

namespace visiond::detection {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr double scale_step = 1.1;  // between the sizes that are looked for
constexpr int fewest_windows = 1;   // what fewer agree on comes with less confidence; the settings decide

Result<std::unique_ptr<cv::CascadeClassifier>> read(const std::string& name, const std::string& file) {
  std::string why = "the file is no cascade";
  try {
    auto classifier = std::make_unique<cv::CascadeClassifier>();
    if (classifier->load(file)) return classifier;
  } catch (const cv::Exception& exception) {
    why = exception.err;
  }
  return Error{ErrorCode::rolled_back, "", name + " cannot be loaded: " + file + ": " + why};
}

}  // namespace

struct CascadeDetector::Borrowed final : Memory {
  explicit Borrowed(Pool::Lease lease) : classifier(std::move(lease)) {}
  Pool::Lease classifier;
};

Result<std::shared_ptr<const Detector>> CascadeDetector::load(const models::Manifest& manifest,
                                                              const models::Input& input) {
  auto pool = Pool::create([name = manifest.name(), file = manifest.network.string()] { return read(name, file); });
  if (!pool) return pool.error();
  return std::shared_ptr<const Detector>(new CascadeDetector(manifest, input, std::move(*pool)));
}

CascadeDetector::CascadeDetector(const models::Manifest& manifest, const models::Input& input,
                                 std::shared_ptr<Pool> pool)
    : name_(manifest.name()),
      label_(manifest.labels.front()),
      size_(input.width, input.height),
      pool_(std::move(pool)) {}

std::string CascadeDetector::memory_key() const {
  return name_ + "/" + std::to_string(reinterpret_cast<std::uintptr_t>(pool_.get()));
}

std::unique_ptr<Memory> CascadeDetector::make_memory() const {
  auto classifier = pool_->take();
  if (!classifier) throw std::runtime_error(classifier.error().message);
  return std::make_unique<Borrowed>(std::move(*classifier));
}

double CascadeDetector::confidence_of(int windows) { return windows / (windows + 3.0); }

std::vector<pipeline::Detection> CascadeDetector::detect(const cv::Mat& image, const DetectionSettings&,
                                                         Memory& memory) const {
  cv::Mat grey;
  cv::cvtColor(image, grey, cv::COLOR_BGR2GRAY);
  if (!size_.empty()) cv::resize(grey, grey, size_, 0, 0, cv::INTER_AREA);
  cv::equalizeHist(grey, grey);
  std::vector<cv::Rect> boxes;
  std::vector<int> windows;
  static_cast<Borrowed&>(memory).classifier->detectMultiScale(grey, boxes, windows, scale_step, fewest_windows);
  const double width = grey.cols, height = grey.rows;
  std::vector<pipeline::Detection> found;
  for (std::size_t n = 0; n < boxes.size(); ++n) {
    pipeline::Detection detection;
    detection.label = label_;
    detection.confidence = confidence_of(windows[n]);
    detection.box = {boxes[n].x / width, boxes[n].y / height, boxes[n].width / width, boxes[n].height / height};
    found.push_back(std::move(detection));
  }
  return found;
}

}  // namespace visiond::detection
