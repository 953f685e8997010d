#pragma once
// From a network's outputs to boxes. One decoder knows one kind of head; it is made for the shape of the input and the
// number of labels, and says at once when a network's outputs are not of its kind. Immutable; thread-safe.

#include "services/models/manifest.hpp"

#include <opencv2/core/mat.hpp>

#include <memory>
#include <string>
#include <vector>

namespace visiond::detection {

using Outputs = std::vector<cv::Mat>;

// Something seen: in 0 to 1 of the network's input, x and y its left upper corner.
struct Candidate {
  int label = 0;  // class index
  double confidence = 0;
  double x = 0, y = 0, width = 0, height = 0;
};

// What a candidate of each class must at least have. Decoders leave out what is below, so that thousands of boxes need
// not be looked at twice; NaN is below everything.
class Thresholds {
 public:
  // `others`: of classes that have no label.
  Thresholds(std::vector<double> by_class, double others);

  bool pass(int label, double confidence) const { return confidence >= of(label); }
  double lowest() const { return lowest_; }

 private:
  double of(int label) const {
    const auto index = static_cast<std::size_t>(label);
    return label >= 0 && index < by_class_.size() ? by_class_[index] : others_;
  }

  std::vector<double> by_class_;
  double others_ = 0;
  double lowest_ = 0;
};

class OutputDecoder {
 public:
  virtual ~OutputDecoder() = default;
  // "one output [1, N, 85]": what fits.
  virtual std::string expected() const = 0;
  virtual bool fits(const Outputs& outputs) const = 0;
  // Of outputs that fit: every candidate that passes, its best class each.
  virtual std::vector<Candidate> decode(const Outputs& outputs, const Thresholds& thresholds) const = 0;
};

// What a decoder is made for.
struct Head {
  std::vector<std::string> labels;
  int width = 0, height = 0;  // of the network's input, pixels
};

std::unique_ptr<OutputDecoder> make_yolo_darknet_decoder(const Head& head);
std::unique_ptr<OutputDecoder> make_yolov5_decoder(const Head& head);
std::unique_ptr<OutputDecoder> make_yolov8_decoder(const Head& head);
std::unique_ptr<OutputDecoder> make_yolox_decoder(const Head& head);
std::unique_ptr<OutputDecoder> make_ssd_decoder(const Head& head);
std::unique_ptr<OutputDecoder> make_fastestdet_decoder(const Head& head);
std::unique_ptr<OutputDecoder> make_scores_boxes_decoder(const Head& head);
std::unique_ptr<OutputDecoder> make_blazeface_decoder(const Head& head);

// By the manifest's word; nullptr for those that are no detector's.
std::unique_ptr<OutputDecoder> make_decoder(models::Decoder kind, const Head& head);

// ROLLED_BACK with what the decoder expects and what the network has, where it does not fit.
base::Result<void> check_fit(models::Decoder kind, const OutputDecoder& decoder, const Outputs& outputs);

// "[1, 85, 22, 22]".
std::string shape_of(const cv::Mat& output);

}  // namespace visiond::detection
