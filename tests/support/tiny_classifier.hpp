#pragma once
// A classifier made by hand, so that every machine has one: the nearest neighbour, on the pixels of a picture of 2×2,
// tells dark from light. For tests that link OpenCV.

#include "tests/support/model_folder.hpp"

#include <opencv2/core.hpp>
#include <opencv2/ml.hpp>

#include <string>

namespace visiond::testing {

// As ID@1, with the labels "dark" and "light".
inline void install_tiny_classifier(const ModelFolder& folder, const std::string& id) {
  constexpr int values = 2 * 2 * 3;
  const auto model = cv::ml::KNearest::create();
  cv::Mat samples(2, values, CV_32F, cv::Scalar(0)), responses = (cv::Mat_<int>(2, 1) << 0, 1);
  samples.row(1).setTo(1);
  model->setDefaultK(1);
  model->train(samples, cv::ml::ROW_SAMPLE, responses);
  cv::FileStorage text(".yml", cv::FileStorage::WRITE | cv::FileStorage::MEMORY);
  text << model->getDefaultName() << "{";
  model->write(text);
  text << "}";
  folder.install({{"id", id},
                  {"version", "1"},
                  {"task", "classification"},
                  {"format", "opencv-ml"},
                  {"labels", {"dark", "light"}},
                  {"files", {{"network", "model.yml"}}},
                  {"features", {{"type", "pixels"}, {"width", 2}, {"height", 2}}}},
                 {{"model.yml", text.releaseAndGetString()}});
}

}  // namespace visiond::testing
