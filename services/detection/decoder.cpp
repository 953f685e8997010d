#include "services/detection/decoder.hpp"

#include <algorithm>
#include <utility>

namespace visiond::detection {

Thresholds::Thresholds(std::vector<double> by_class, double others)
    : by_class_(std::move(by_class)), others_(others), lowest_(others) {
  for (const double each : by_class_) lowest_ = std::min(lowest_, each);
}

std::unique_ptr<OutputDecoder> make_decoder(models::Decoder kind, const Head& head) {
  switch (kind) {
    case models::Decoder::yolo_darknet:
      return make_yolo_darknet_decoder(head);
    case models::Decoder::yolov5:
      return make_yolov5_decoder(head);
    case models::Decoder::yolov8:
      return make_yolov8_decoder(head);
    case models::Decoder::yolox:
      return make_yolox_decoder(head);
    case models::Decoder::ssd:
      return make_ssd_decoder(head);
    case models::Decoder::fastestdet:
      return make_fastestdet_decoder(head);
    case models::Decoder::scores_boxes:
      return make_scores_boxes_decoder(head);
    case models::Decoder::blazeface:
      return make_blazeface_decoder(head);
    case models::Decoder::none:
    case models::Decoder::softmax:
      break;
  }
  return nullptr;
}

base::Result<void> check_fit(models::Decoder kind, const OutputDecoder& decoder, const Outputs& outputs) {
  const bool floats = std::all_of(outputs.begin(), outputs.end(), [](const cv::Mat& output) {
    return output.type() == CV_32F && output.isContinuous();
  });
  if (floats && decoder.fits(outputs)) return {};
  std::string found;
  for (const auto& each : outputs) found += (found.empty() ? "" : ", ") + shape_of(each);
  return base::Error{base::ErrorCode::rolled_back, "",
                     "decoder " + std::string(models::to_string(kind)) + " expects " + decoder.expected() +
                         ", but the network has " + (found.empty() ? "no output" : found)};
}

std::string shape_of(const cv::Mat& output) {
  std::string text;
  for (int axis = 0; axis < output.dims; ++axis) text += (axis == 0 ? "" : ", ") + std::to_string(output.size[axis]);
  return "[" + text + "]";
}

}  // namespace visiond::detection
