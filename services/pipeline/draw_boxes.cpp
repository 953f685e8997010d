#include "services/pipeline/draw_boxes.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>

namespace visiond::pipeline {
namespace {

// Bright, apart from one another, and dark enough in blue for black letters.
const std::array<cv::Scalar, 8> colours{{{80, 220, 80},
                                         {60, 180, 255},
                                         {255, 200, 60},
                                         {180, 120, 255},
                                         {60, 230, 230},
                                         {230, 230, 90},
                                         {140, 160, 255},
                                         {210, 170, 220}}};

// FNV-1a: the same label has the same colour in every process.
cv::Scalar colour_of(const std::string& label) {
  std::uint32_t hash = 2166136261U;
  for (const char c : label) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return colours[hash % colours.size()];
}

cv::Rect box_of(const Box& box, const cv::Mat& image) {
  const auto at = [](double part, int whole) {
    return static_cast<int>(std::lround(std::clamp(part, 0.0, 1.0) * whole));
  };
  const cv::Point from(at(box.x, image.cols), at(box.y, image.rows));
  const cv::Point to(at(box.x + box.width, image.cols), at(box.y + box.height, image.rows));
  return {from, to};
}

// OpenCV's letters are ASCII; a character of another script becomes one question mark.
std::string text_of(const Detection& detection) {
  std::string text;
  for (const char c : detection.label) {
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) continue;
    text += c >= ' ' && c <= '~' ? c : '?';
  }
  std::array<char, 16> confidence{};
  std::snprintf(confidence.data(), confidence.size(), " %.2f", detection.confidence);
  return text + confidence.data();
}

}  // namespace

void draw_boxes(const std::vector<Detection>& detections, cv::Mat& image) {
  const int thickness = std::max(1, image.cols / 400);
  const double size = std::max(0.35, image.cols / 1400.0);
  for (const auto& detection : detections) {
    const auto box = box_of(detection.box, image);
    const auto colour = colour_of(detection.label);
    cv::rectangle(image, box, colour, thickness);
    const auto text = text_of(detection);
    int base = 0;
    const auto space = cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, size, thickness, &base);
    // Above the box where there is room, otherwise inside.
    const int top = box.y >= space.height + base + thickness ? box.y - space.height - base - thickness : box.y;
    const int left = std::clamp(box.x, 0, std::max(0, image.cols - space.width));
    cv::rectangle(image, cv::Rect(left, top, space.width, space.height + base + thickness), colour, cv::FILLED);
    cv::putText(image, text, {left, top + space.height + thickness}, cv::FONT_HERSHEY_SIMPLEX, size, {0, 0, 0},
                thickness, cv::LINE_AA);
  }
}

}  // namespace visiond::pipeline
