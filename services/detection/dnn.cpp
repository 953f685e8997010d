#include "services/detection/dnn.hpp"

#include "services/engine/blob.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <utility>

namespace visiond::detection {

using base::Result;
using pipeline::Box;
using pipeline::Detection;

namespace {

// With outputs that the decoder can read.
Result<std::unique_ptr<engine::Network>> fitting_network(const engine::InferenceEngine& engine,
                                                         const models::Manifest& manifest, const models::Input& input,
                                                         const OutputDecoder& decoder) {
  auto network = engine.load(manifest);
  if (!network) return network;
  const auto shapes = (*network)->output_shapes(engine::blob_shape(input));
  if (!shapes) return shapes.error();
  Outputs outputs;
  for (const auto& shape : *shapes) outputs.emplace_back(shape, CV_32F, cv::Scalar::all(0));
  if (auto fit = check_fit(manifest.decoder, decoder, outputs); !fit) {
    auto error = fit.error();
    error.message = manifest.name() + ": " + error.message;
    return error;
  }
  return network;
}

Thresholds thresholds_of(const std::vector<std::string>& labels, const DetectionSettings& settings) {
  std::vector<double> by_class;
  by_class.reserve(labels.size());
  // A class without a label may have a confidence of its own too; the filter knows it by the name it gets below.
  double others = settings.confidence;
  for (const auto& [label, confidence] : settings.class_confidence) others = std::min(others, confidence);
  for (const auto& label : labels) {
    const auto own = settings.class_confidence.find(label);
    by_class.push_back(own != settings.class_confidence.end() ? own->second : settings.confidence);
  }
  return {std::move(by_class), others};
}

// What of the box lies in the picture; nothing where that is none of it.
std::optional<Box> box_in_picture(const Candidate& candidate, const engine::Placement& where) {
  const double left = where.to_picture_x(candidate.x), top = where.to_picture_y(candidate.y);
  const double right = left + where.to_picture_width(candidate.width);
  const double bottom = top + where.to_picture_height(candidate.height);
  if (!std::isfinite(left + top + right + bottom)) return std::nullopt;
  const double x = std::clamp(left, 0.0, 1.0), y = std::clamp(top, 0.0, 1.0);
  const Box box{x, y, std::clamp(right, 0.0, 1.0) - x, std::clamp(bottom, 0.0, 1.0) - y};
  if (box.width <= 0 || box.height <= 0) return std::nullopt;
  return box;
}

}  // namespace

struct DnnDetector::Borrowed final : Memory {
  explicit Borrowed(Pool::Lease lease) : network(std::move(lease)) {}
  Pool::Lease network;
  cv::Mat blob;  // of the frame before
};

Result<std::shared_ptr<const Detector>> DnnDetector::load(const models::Manifest& manifest, const models::Input& input,
                                                          std::shared_ptr<const engine::InferenceEngine> engine) {
  const Head head{manifest.labels, input.width, input.height};
  auto pool = Pool::create([=, engine = std::move(engine)]() {
    return fitting_network(*engine, manifest, input, *make_decoder(manifest.decoder, head));
  });
  if (!pool) return pool.error();
  return std::shared_ptr<const Detector>(
      new DnnDetector(manifest, input, make_decoder(manifest.decoder, head), std::move(*pool)));
}

DnnDetector::DnnDetector(const models::Manifest& manifest, const models::Input& input,
                         std::unique_ptr<OutputDecoder> decoder, std::shared_ptr<Pool> pool)
    : name_(manifest.name()),
      kind_(manifest.decoder),
      labels_(manifest.labels),
      input_(input),
      decoder_(std::move(decoder)),
      pool_(std::move(pool)) {}

std::string DnnDetector::memory_key() const {
  return name_ + "/" + std::to_string(reinterpret_cast<std::uintptr_t>(pool_.get()));
}

std::unique_ptr<Memory> DnnDetector::make_memory() const {
  auto network = pool_->take();
  if (!network) throw std::runtime_error(network.error().message);
  return std::make_unique<Borrowed>(std::move(*network));
}

std::vector<Detection> DnnDetector::detect(const cv::Mat& image, const DetectionSettings& settings,
                                           Memory& memory) const {
  auto& [network, blob] = static_cast<Borrowed&>(memory);
  engine::Placement where;
  engine::refill_blob(image, input_, blob, &where);
  const auto outputs = network->forward(blob);
  if (!outputs) throw std::runtime_error(outputs.error().message);
  // Shapes may depend on what was seen, and what decoders read must be there.
  if (const auto fit = check_fit(kind_, *decoder_, *outputs); !fit)
    throw std::runtime_error(name_ + ": " + fit.error().message);
  std::vector<Detection> found;
  for (const auto& each : decoder_->decode(*outputs, thresholds_of(labels_, settings))) {
    const auto box = box_in_picture(each, where);
    if (!box) continue;
    const auto index = static_cast<std::size_t>(each.label);
    Detection detection;
    detection.label = index < labels_.size() ? labels_[index] : "class " + std::to_string(each.label);
    detection.confidence = std::clamp(each.confidence, 0.0, 1.0);
    detection.box = *box;
    found.push_back(std::move(detection));
  }
  return found;
}

}  // namespace visiond::detection
