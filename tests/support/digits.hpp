#pragma once
// Real pictures to learn from: the sheet of 5,000 handwritten digits, 20×20 each, in Debian's opencv-doc. For tests
// that link OpenCV.

#include "tests/support/test_data.hpp"

#include <opencv2/imgcodecs.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace visiond::testing {

inline std::filesystem::path digits_sheet() { return opencv_pictures() / "digits.png"; }

struct Digit {
  std::string label;  // "0" to "9"
  std::string png;
};

// The first `of_each` of every digit, at most 500.
inline std::vector<Digit> cut_digits(int of_each) {
  constexpr int side = 20, columns = 100, rows_of_each = 5;
  const auto sheet = cv::imread(digits_sheet().string(), cv::IMREAD_GRAYSCALE);
  std::vector<Digit> digits;
  for (int digit = 0; digit < 10; ++digit) {
    for (int n = 0; n < of_each; ++n) {
      const cv::Rect place(n % columns * side, (digit * rows_of_each + n / columns) * side, side, side);
      std::vector<unsigned char> png;
      cv::imencode(".png", sheet(place), png);
      digits.push_back({std::to_string(digit), {png.begin(), png.end()}});
    }
  }
  return digits;
}

// The same as files FOLDER/LABEL/N.png.
inline void write_digits(const std::filesystem::path& folder, int of_each) {
  int number = 0;
  for (const auto& digit : cut_digits(of_each)) {
    std::filesystem::create_directories(folder / digit.label);
    std::ofstream(folder / digit.label / (std::to_string(number++) + ".png"), std::ios::binary) << digit.png;
  }
}

}  // namespace visiond::testing
