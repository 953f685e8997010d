#include "services/camera/image_folder_source.hpp"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;

namespace {

bool is_picture(const std::filesystem::path& file) {
  constexpr std::array<std::string_view, 9> endings = {".jpg",  ".jpeg", ".png", ".bmp", ".webp",
                                                       ".tiff", ".tif",  ".pgm", ".ppm"};
  auto ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

// As large as it fits, in the middle.
cv::Mat fitted(const cv::Mat& image, int width, int height) {
  if (image.cols == width && image.rows == height) return image;
  const double scale = std::min(static_cast<double>(width) / image.cols, static_cast<double>(height) / image.rows);
  const int inner_width = std::clamp(cvRound(image.cols * scale), 1, width);
  const int inner_height = std::clamp(cvRound(image.rows * scale), 1, height);
  cv::Mat result(height, width, image.type(), cv::Scalar::all(0));
  const cv::Rect inner((width - inner_width) / 2, (height - inner_height) / 2, inner_width, inner_height);
  cv::resize(image, result(inner), inner.size(), 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  return result;
}

}  // namespace

Error ImageFolderSource::failed(const std::string& why) const {
  return {ErrorCode::rolled_back, "camera.source", "cannot open images:" + folder_ + ": " + why};
}

base::Result<void> ImageFolderSource::open(const Format& wanted) {
  std::error_code error;
  files_.clear();
  for (std::filesystem::directory_iterator each(folder_, error), end; !error && each != end; each.increment(error)) {
    std::error_code unreadable;
    if (is_picture(each->path()) && each->is_regular_file(unreadable)) files_.push_back(each->path());
  }
  if (error == std::errc::no_such_file_or_directory) return failed("no such folder");
  if (error == std::errc::not_a_directory) return failed("it is no folder; for a video write file:" + folder_);
  if (error) return failed(error.message());
  if (files_.empty()) return failed("there is no picture in it (.jpg, .png, .bmp, .webp, .tiff, .pgm, .ppm)");
  std::sort(files_.begin(), files_.end());
  cv::Mat first;
  for (auto file = files_.begin(); first.empty() && file != files_.end(); ++file) first = cv::imread(file->string());
  if (first.empty()) return failed("none of its " + std::to_string(files_.size()) + " pictures decodes");
  format_ = {first.cols, first.rows, wanted.fps > 0 ? wanted.fps : 1};
  if (wanted.width > 0) format_.width = wanted.width, format_.height = wanted.height;
  return {};
}

base::Result<cv::Mat> ImageFolderSource::read(std::int64_t index) {
  const auto image = cv::imread(files_.at(static_cast<std::size_t>(index)).string());
  return image.empty() ? image : fitted(image, format_.width, format_.height);
}

}  // namespace visiond::camera
