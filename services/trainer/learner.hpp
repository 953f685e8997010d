#pragma once
// The methods that learn: OpenCV's, with parameters that suit features of pictures. Used by one thread.

#include "daemon/base/error.hpp"
#include "services/training/settings.hpp"

#include <opencv2/core/mat.hpp>

#include <cstddef>
#include <functional>
#include <string>

namespace visiond::trainer {

// 0 to 1 of the learning.
using Done = std::function<void(double done)>;

struct Lesson {
  cv::Mat features;  // 32-bit floats, a row a sample
  cv::Mat labels;    // 32-bit integers, one a row: classes from 0 on
  std::size_t classes = 0;
};

// Learns and writes a file that inference can load. May throw cv::Exception. `done` is called on another thread too.
//
// svm: C-support vector machines, one a pair of classes, with a linear kernel and C = 1. Histograms of oriented
// gradients were made for a linear one (Dalal and Triggs 2005), a network's last layers are linear as well; it needs no
// second parameter and is asked in the time of one product a pair.
// knn: the 5 nearest (fewer where a class has fewer), by Euclidean distance.
// mlp: one hidden layer of 64, symmetric sigmoids, back-propagation a sample at a time.
void learn(const Lesson& lesson, const training::TrainingSettings& settings, const std::string& file, const Done& done);

// "linear support vector machine, C = 1": for the report.
std::string described(const training::TrainingSettings& settings);

}  // namespace visiond::trainer
