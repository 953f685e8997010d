// SSD and whatever else ends in Caffe's DetectionOutput layer: [1, 1, N, 7], rows of picture, class, confidence and the
// corners left, top, right, bottom relative to the input. Class 0 is the background and never comes, so it has a label
// too. Liu et al. 2016.
#include "services/detection/decoder_rows.hpp"

namespace visiond::detection {
namespace {

class Ssd final : public OutputDecoder {
 public:
  std::string expected() const override { return "one output [1, 1, N, 7]"; }
  bool fits(const Outputs& outputs) const override {
    return outputs.size() == 1 && has_shape(outputs[0], {1, 1, any, 7});
  }
  std::vector<Candidate> decode(const Outputs& outputs, const Thresholds& thresholds) const override {
    constexpr int classes_limit = 1 << 20;  // above it a float is no class
    std::vector<Candidate> found;
    const auto* row = outputs[0].ptr<float>();
    for (int n = 0; n < outputs[0].size[2]; ++n, row += 7) {
      if (!(row[1] >= 0 && row[1] < classes_limit)) continue;
      const auto label = static_cast<int>(row[1]);
      if (thresholds.pass(label, row[2])) found.push_back(between(label, row[2], row[3], row[4], row[5], row[6]));
    }
    return found;
  }
};

}  // namespace

std::unique_ptr<OutputDecoder> make_ssd_decoder(const Head&) { return std::make_unique<Ssd>(); }

}  // namespace visiond::detection
