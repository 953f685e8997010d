// YOLOX as exported without its grid: [1, N, 5 + classes], rows of centre relative to the cell and logarithm of the
// size, both in strides, then objectness and the classes' scores. The cells of stride 8 come first, row by row, then 16
// and 32. Ge et al. 2021; github.com/Megvii-BaseDetection/YOLOX, utils/demo_utils.py.
#include "services/detection/decoder_rows.hpp"

#include <array>
#include <cmath>

namespace visiond::detection {
namespace {

constexpr std::array<int, 3> strides{8, 16, 32};

class Yolox final : public OutputDecoder {
 public:
  explicit Yolox(const Head& head) : classes_(head.labels.size()), width_(head.width), height_(head.height) {}

  std::string expected() const override {
    return "one output [1, " + std::to_string(rows()) + " (cells of strides 8, 16 and 32 in " + std::to_string(width_) +
           "×" + std::to_string(height_) + "), " + columns_text(4, 1, classes_) + "]";
  }
  bool fits(const Outputs& outputs) const override {
    return outputs.size() == 1 && has_shape(outputs[0], {1, rows(), 5 + static_cast<int>(classes_)});
  }
  std::vector<Candidate> decode(const Outputs& outputs, const Thresholds& thresholds) const override {
    std::vector<Candidate> found;
    int n = 0;
    for (const int stride : strides)
      for (int y = 0; y < height_ / stride; ++y)
        for (int x = 0; x < width_ / stride; ++x, ++n) {
          const auto* row = outputs[0].ptr<float>(0, n);
          const double objectness = row[4];
          if (!(objectness >= thresholds.lowest())) continue;
          const int label = best_class(row + 5, classes_);
          const double confidence = objectness * row[5 + label];
          if (!thresholds.pass(label, confidence)) continue;
          const double across = static_cast<double>(stride) / width_, down = static_cast<double>(stride) / height_;
          found.push_back(around(label, confidence, (row[0] + x) * across, (row[1] + y) * down,
                                 std::exp(row[2]) * across, std::exp(row[3]) * down));
        }
    return found;
  }

 private:
  int rows() const {
    int sum = 0;
    for (const int stride : strides) sum += (width_ / stride) * (height_ / stride);
    return sum;
  }

  std::size_t classes_;
  int width_, height_;
};

}  // namespace

std::unique_ptr<OutputDecoder> make_yolox_decoder(const Head& head) { return std::make_unique<Yolox>(head); }

}  // namespace visiond::detection
