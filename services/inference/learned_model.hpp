#pragma once
// The kinds of learned models. Thread-safe.

#include "services/inference/learned_classifier.hpp"

namespace visiond::inference {

// A file that cv::Algorithm::save() wrote, of whichever of the three kinds. ROLLED_BACK with what is wrong with it.
//
// Probabilities: a support vector machine with two classes gives the logistic function of the distance to its plane,
// one with more only names the class (1); neighbours give their share of the votes; a perceptron gives its outputs
// above 0 by their sum.
base::Result<std::unique_ptr<LearnedModel>> read_learned_model(const std::string& file);

}  // namespace visiond::inference
