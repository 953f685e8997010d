#pragma once
// Small video files whose frames carry their number as a row of black and white blocks, which survive compression.

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include <filesystem>
#include <stdexcept>

namespace visiond::camera {

constexpr int number_bits = 10;

inline cv::Mat numbered_picture(std::int64_t number, cv::Size size = {160, 48}) {
  cv::Mat image(size, CV_8UC3, cv::Scalar::all(128));
  const int side = size.width / number_bits;
  for (int bit = 0; bit < number_bits; ++bit) {
    const int grey = (number >> bit & 1) != 0 ? 255 : 0;
    cv::rectangle(image, {bit * side, 0, side, size.height}, cv::Scalar::all(grey), cv::FILLED);
  }
  return image;
}

// Also of a scaled picture.
inline std::int64_t number_in(const cv::Mat& image) {
  std::int64_t number = 0;
  const double side = static_cast<double>(image.cols) / number_bits;
  for (int bit = 0; bit < number_bits; ++bit) {
    const cv::Rect inner(static_cast<int>((bit + 0.25) * side), image.rows / 4, std::max(1, static_cast<int>(side / 2)),
                         image.rows / 2);
    if (cv::mean(image(inner))[0] > 127) number |= std::int64_t{1} << bit;
  }
  return number;
}

// Motion JPEG: every frame can be sought.
inline void write_video(const std::filesystem::path& path, int frames, double fps, cv::Size size = {160, 48}) {
  cv::VideoWriter writer(path.string(), cv::VideoWriter::fourcc('M', 'J', 'P', 'G'), fps, size);
  if (!writer.isOpened()) throw std::runtime_error("cannot write " + path.string());
  for (int number = 0; number < frames; ++number) writer.write(numbered_picture(number, size));
}

// Real footage from Debian's opencv-doc: 795 frames, 768×576, 10 a second.
inline const char* const sample_footage = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";

}  // namespace visiond::camera
