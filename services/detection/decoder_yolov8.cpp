// YOLOv8 and its kin: [1, 4 + classes, N], a column a candidate: centre and size in pixels of the input, then the
// classes' scores; there is no objectness. github.com/ultralytics/ultralytics, nn/modules/head.py.
#include "services/detection/decoder_rows.hpp"

namespace visiond::detection {
namespace {

class Yolov8 final : public OutputDecoder {
 public:
  explicit Yolov8(const Head& head) : classes_(head.labels.size()), width_(head.width), height_(head.height) {}

  std::string expected() const override { return "one output [1, " + columns_text(4, 0, classes_) + ", N]"; }
  bool fits(const Outputs& outputs) const override {
    return outputs.size() == 1 && has_shape(outputs[0], {1, 4 + static_cast<int>(classes_), any});
  }
  std::vector<Candidate> decode(const Outputs& outputs, const Thresholds& thresholds) const override {
    const auto& output = outputs[0];
    const auto row = [&](std::size_t n) { return output.ptr<float>(0, static_cast<int>(n)); };
    const auto count = static_cast<std::size_t>(output.size[2]);
    // Class by class, as the numbers lie in memory.
    std::vector<float> best(row(4), row(4) + count);
    std::vector<int> labels(count, 0);
    for (std::size_t label = 1; label < classes_; ++label) {
      const auto* scores = row(4 + label);
      for (std::size_t n = 0; n < count; ++n) {
        if (scores[n] <= best[n]) continue;
        best[n] = scores[n];
        labels[n] = static_cast<int>(label);
      }
    }
    std::vector<Candidate> found;
    for (std::size_t n = 0; n < count; ++n)
      if (thresholds.pass(labels[n], best[n]))
        found.push_back(around(labels[n], best[n], row(0)[n] / width_, row(1)[n] / height_, row(2)[n] / width_,
                               row(3)[n] / height_));
    return found;
  }

 private:
  std::size_t classes_;
  double width_, height_;
};

}  // namespace

std::unique_ptr<OutputDecoder> make_yolov8_decoder(const Head& head) { return std::make_unique<Yolov8>(head); }

}  // namespace visiond::detection
