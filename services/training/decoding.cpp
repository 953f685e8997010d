#include "services/training/decoding.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

namespace visiond::training {

bool decodes(std::string_view bytes) {
  try {
    const cv::Mat row(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));
    return !cv::imdecode(row, cv::IMREAD_COLOR).empty();
  } catch (const cv::Exception&) {
    return false;
  }
}

}  // namespace visiond::training
