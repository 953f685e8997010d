// Two outputs: the classes' probabilities [1, N, classes], the background among them as class 0, and boxes [1, N, 4]:
// corners relative to the input, or, as RFB-320 without its post-processing has them, offsets from its priors, a box of
// several sizes at each cell of four grids. Which of the two they are shows in the numbers: of corners the right one is
// never left of the left one, of thousands of offsets always some are.
// github.com/Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB, vision/ssd/config/fd_config.py,
// vision/utils/box_utils.py.
#include "services/detection/decoder_rows.hpp"

#include <array>
#include <cmath>

namespace visiond::detection {
namespace {

struct Prior {
  double x = 0, y = 0, width = 0, height = 0;  // centre and size in 0 to 1 of the input
};

std::vector<Prior> priors_of(int width, int height) {
  struct Grid {
    int stride;
    std::array<int, 3> sizes;  // pixels; 0: none
  };
  constexpr std::array<Grid, 4> grids{Grid{8, {10, 16, 24}}, Grid{16, {32, 48, 0}}, Grid{32, {64, 96, 0}},
                                      Grid{64, {128, 192, 256}}};
  const double across = width, down = height;
  std::vector<Prior> priors;
  for (const auto& [stride, sizes] : grids)
    for (int y = 0; y * stride < height; ++y)
      for (int x = 0; x * stride < width; ++x)
        for (const int size : sizes)
          if (size > 0)
            priors.push_back({std::min((x + 0.5) * stride / across, 1.0), std::min((y + 0.5) * stride / down, 1.0),
                              std::min(size / across, 1.0), std::min(size / down, 1.0)});
  return priors;
}

Candidate from_prior(int label, double confidence, const Prior& prior, const float* offset) {
  constexpr double center_variance = 0.1, size_variance = 0.2;
  return around(label, confidence, prior.x + offset[0] * center_variance * prior.width,
                prior.y + offset[1] * center_variance * prior.height, prior.width * std::exp(offset[2] * size_variance),
                prior.height * std::exp(offset[3] * size_variance));
}

bool are_corners(const cv::Mat& boxes) {
  for (int n = 0; n < boxes.size[1]; ++n) {
    const auto* box = boxes.ptr<float>(0, n);
    if (box[2] < box[0] || box[3] < box[1]) return false;
  }
  return true;
}

class ScoresBoxes final : public OutputDecoder {
 public:
  explicit ScoresBoxes(const Head& head) : classes_(head.labels.size()), priors_(priors_of(head.width, head.height)) {}

  std::string expected() const override {
    return "two outputs, scores [1, N, " + std::to_string(classes_) +
           "] (a label for the background first) and boxes "
           "[1, N, 4], corners or offsets from " +
           std::to_string(priors_.size()) + " priors";
  }
  bool fits(const Outputs& outputs) const override {
    if (outputs.size() != 2 || classes_ < 2) return false;
    const auto at = scores_at(outputs);
    const auto &scores = outputs[at], &boxes = outputs[1 - at];
    return has_shape(scores, {1, any, static_cast<int>(classes_)}) && has_shape(boxes, {1, scores.size[1], 4}) &&
           (has_priors(boxes) || are_corners(boxes));
  }
  std::vector<Candidate> decode(const Outputs& outputs, const Thresholds& thresholds) const override {
    const auto at = scores_at(outputs);
    const auto &scores = outputs[at], &boxes = outputs[1 - at];
    const bool offsets = has_priors(boxes) && !are_corners(boxes);
    std::vector<Candidate> found;
    for (int n = 0; n < scores.size[1]; ++n) {
      const auto* row = scores.ptr<float>(0, n);
      const int label = 1 + best_class(row + 1, classes_ - 1);
      if (!thresholds.pass(label, row[label])) continue;
      const auto* box = boxes.ptr<float>(0, n);
      found.push_back(offsets ? from_prior(label, row[label], priors_[static_cast<std::size_t>(n)], box)
                              : between(label, row[label], box[0], box[1], box[2], box[3]));
    }
    return found;
  }

 private:
  // Exporters differ in the order; with four classes the scores come first.
  std::size_t scores_at(const Outputs& outputs) const {
    return has_shape(outputs[0], {1, any, static_cast<int>(classes_)}) ? 0 : 1;
  }
  bool has_priors(const cv::Mat& boxes) const { return boxes.size[1] == static_cast<int>(priors_.size()); }

  std::size_t classes_;
  std::vector<Prior> priors_;
};

}  // namespace

std::unique_ptr<OutputDecoder> make_scores_boxes_decoder(const Head& head) {
  return std::make_unique<ScoresBoxes>(head);
}

}  // namespace visiond::detection
