// FastestDet: [1, 5 + classes, rows, columns], a cell a candidate: objectness, centre by tanh from the cell's corner,
// size by the logistic curve, then the classes' probabilities. github.com/dog-qiuqiu/FastestDet, utils/tool.py.
#include "services/detection/decoder_rows.hpp"

#include <cmath>

namespace visiond::detection {
namespace {

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

class FastestDet final : public OutputDecoder {
 public:
  explicit FastestDet(std::size_t classes) : classes_(classes) {}

  std::string expected() const override {
    return "one output [1, " + columns_text(4, 1, classes_) + ", rows, columns]";
  }
  bool fits(const Outputs& outputs) const override {
    return outputs.size() == 1 && has_shape(outputs[0], {1, 5 + static_cast<int>(classes_), any, any});
  }
  std::vector<Candidate> decode(const Outputs& outputs, const Thresholds& thresholds) const override {
    const auto& output = outputs[0];
    const int rows = output.size[2], columns = output.size[3];
    std::vector<Candidate> found;
    std::vector<float> scores(classes_);
    for (int j = 0; j < rows; ++j) {
      for (int i = 0; i < columns; ++i) {
        const auto at = [&](std::size_t channel) {
          return output.ptr<float>(0, static_cast<int>(channel))[j * columns + i];
        };
        for (std::size_t n = 0; n < classes_; ++n) scores[n] = at(5 + n);
        const int label = best_class(scores.data(), classes_);
        const double best = scores[static_cast<std::size_t>(label)];
        const double confidence = std::pow(at(0), 0.6) * std::pow(best, 0.4);
        if (!thresholds.pass(label, confidence)) continue;
        found.push_back(around(label, confidence, (i + std::tanh(at(1))) / columns, (j + std::tanh(at(2))) / rows,
                               logistic(at(3)), logistic(at(4))));
      }
    }
    return found;
  }

 private:
  std::size_t classes_;
};

}  // namespace

std::unique_ptr<OutputDecoder> make_fastestdet_decoder(const Head& head) {
  return std::make_unique<FastestDet>(head.labels.size());
}

}  // namespace visiond::detection
