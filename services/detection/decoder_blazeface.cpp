// BlazeFace, 128×128 or 256×256: two grids of anchors, 16×16 with two each and 8×8 with six, a logit [1, N, 1] and a
// box [1, N, 16] for each anchor; of a box the first four numbers are centre relative to the anchor and size, in pixels
// of the input, the others are points of the face. The grids come in two outputs each, or in one. Bazarevsky et al.
// 2019; MediaPipe, ssd_anchors_calculator with fixed anchor size.
#include "services/detection/decoder_rows.hpp"

#include <array>
#include <cmath>

namespace visiond::detection {
namespace {

struct Grid {
  int side, anchors;
  int size() const { return side * side * anchors; }
};
constexpr std::array<Grid, 2> grids{Grid{16, 2}, Grid{8, 6}};
constexpr int box_columns = 16;

class BlazeFace final : public OutputDecoder {
 public:
  explicit BlazeFace(const Head& head) : width_(head.width), height_(head.height), labels_(head.labels.size()) {}

  std::string expected() const override {
    return "one label, an input of 128×128 or 256×256, and scores [1, 512, 1], [1, 384, 1] with boxes [1, 512, 16], "
           "[1, 384, 16] (or scores [1, 896, 1] with boxes [1, 896, 16])";
  }
  bool fits(const Outputs& outputs) const override {
    if (labels_ != 1 || width_ != height_ || (width_ != 128 && width_ != 256)) return false;
    if (outputs.size() == 2) return find(outputs, all(), 1) != nullptr && find(outputs, all(), box_columns) != nullptr;
    return outputs.size() == 4 && std::all_of(grids.begin(), grids.end(), [&](const Grid& grid) {
             return find(outputs, grid.size(), 1) != nullptr && find(outputs, grid.size(), box_columns) != nullptr;
           });
  }
  std::vector<Candidate> decode(const Outputs& outputs, const Thresholds& thresholds) const override {
    std::vector<Candidate> found;
    int first = 0;
    for (const auto& grid : grids) {
      const bool together = outputs.size() == 2;
      const int rows = together ? all() : grid.size(), offset = together ? first : 0;
      const auto* scores = find(outputs, rows, 1)->ptr<float>() + offset;
      const auto* boxes = find(outputs, rows, box_columns)->ptr<float>() + std::ptrdiff_t{offset} * box_columns;
      for (int n = 0; n < grid.size(); ++n, boxes += box_columns) {
        const double confidence = 1 / (1 + std::exp(-static_cast<double>(scores[n])));
        if (!thresholds.pass(0, confidence)) continue;
        const int cell = n / grid.anchors;
        const double x = (cell % grid.side + 0.5) / grid.side, y = (cell / grid.side + 0.5) / grid.side;
        found.push_back(around(0, confidence, x + boxes[0] / width_, y + boxes[1] / height_, boxes[2] / width_,
                               boxes[3] / height_));
      }
      first += grid.size();
    }
    return found;
  }

 private:
  static int all() { return grids[0].size() + grids[1].size(); }
  static const cv::Mat* find(const Outputs& outputs, int rows, int columns) {
    const auto found = std::find_if(outputs.begin(), outputs.end(), [&](const cv::Mat& output) {
      return has_shape(output, {1, rows, columns});
    });
    return found == outputs.end() ? nullptr : &*found;
  }

  double width_, height_;
  std::size_t labels_;
};

}  // namespace

std::unique_ptr<OutputDecoder> make_blazeface_decoder(const Head& head) { return std::make_unique<BlazeFace>(head); }

}  // namespace visiond::detection
