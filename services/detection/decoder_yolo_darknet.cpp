// Darknet's [yolo] and [region] layers as OpenCV puts them out: rows of centre, size, objectness, then the classes'
// scores, which are multiplied with the objectness already; all relative to the input. Redmon and Farhadi 2018, YOLOv3.
#include "services/detection/decoder_rows.hpp"

namespace visiond::detection {
namespace {

class YoloDarknet final : public OutputDecoder {
 public:
  explicit YoloDarknet(std::size_t classes) : classes_(classes) {}

  std::string expected() const override { return "outputs [N, " + columns_text(4, 1, classes_) + "]"; }
  bool fits(const Outputs& outputs) const override {
    return !outputs.empty() && std::all_of(outputs.begin(), outputs.end(), [&](const cv::Mat& output) {
      return has_shape(output, {any, columns()});
    });
  }
  std::vector<Candidate> decode(const Outputs& outputs, const Thresholds& thresholds) const override {
    std::vector<Candidate> found;
    for (const auto& output : outputs) {
      for (int n = 0; n < output.size[0]; ++n) {
        const auto* row = output.ptr<float>(n);
        const int label = best_class(row + 5, classes_);
        const double confidence = row[5 + label];
        if (thresholds.pass(label, confidence))
          found.push_back(around(label, confidence, row[0], row[1], row[2], row[3]));
      }
    }
    return found;
  }

 private:
  int columns() const { return 5 + static_cast<int>(classes_); }

  std::size_t classes_;
};

}  // namespace

std::unique_ptr<OutputDecoder> make_yolo_darknet_decoder(const Head& head) {
  return std::make_unique<YoloDarknet>(head.labels.size());
}

}  // namespace visiond::detection
