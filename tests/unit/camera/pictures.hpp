#pragma once
// Pictures as files hold them, for servers of tests.

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <string>
#include <vector>

namespace visiond::camera {

// All of one grey, 64×48.
inline std::string jpeg(int grey) {
  std::vector<unsigned char> bytes;
  cv::imencode(".jpg", cv::Mat(48, 64, CV_8UC3, cv::Scalar::all(grey)), bytes);
  return {bytes.begin(), bytes.end()};
}

}  // namespace visiond::camera
