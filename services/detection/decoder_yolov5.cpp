// YOLOv5 and its kin as exported with their grid: [1, N, 5 + classes], rows of centre and size in pixels of the input,
// objectness, then the classes' scores. github.com/ultralytics/yolov5, export.py.
#include "services/detection/decoder_rows.hpp"

namespace visiond::detection {
namespace {

class Yolov5 final : public OutputDecoder {
 public:
  explicit Yolov5(const Head& head) : classes_(head.labels.size()), width_(head.width), height_(head.height) {}

  std::string expected() const override { return "one output [1, N, " + columns_text(4, 1, classes_) + "]"; }
  bool fits(const Outputs& outputs) const override {
    return outputs.size() == 1 && has_shape(outputs[0], {1, any, columns()});
  }
  std::vector<Candidate> decode(const Outputs& outputs, const Thresholds& thresholds) const override {
    std::vector<Candidate> found;
    const auto& output = outputs[0];
    for (int n = 0; n < output.size[1]; ++n) {
      const auto* row = output.ptr<float>(0, n);
      const double objectness = row[4];
      if (!(objectness >= thresholds.lowest())) continue;
      const int label = best_class(row + 5, classes_);
      const double confidence = objectness * row[5 + label];
      if (thresholds.pass(label, confidence))
        found.push_back(
            around(label, confidence, row[0] / width_, row[1] / height_, row[2] / width_, row[3] / height_));
    }
    return found;
  }

 private:
  int columns() const { return 5 + static_cast<int>(classes_); }

  std::size_t classes_;
  double width_, height_;
};

}  // namespace

std::unique_ptr<OutputDecoder> make_yolov5_decoder(const Head& head) { return std::make_unique<Yolov5>(head); }

}  // namespace visiond::detection
