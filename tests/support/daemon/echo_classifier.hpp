#pragma once
// A classifier that shows which one it is, so that a result tells a mix: each of its labels is its own name, and all
// are equally likely. Immutable.

#include "services/inference/classifier.hpp"

#include <string>
#include <utility>
#include <vector>

namespace visiond::testing {

class EchoClassifier final : public inference::Classifier {
 public:
  static constexpr int most = 20;  // labels

  explicit EchoClassifier(std::string name) : name_(std::move(name)), labels_(most, name_) {}

  std::string name() const override { return name_; }
  const std::vector<std::string>& labels() const override { return labels_; }
  base::Result<std::vector<double>> classify(const cv::Mat&) const override {
    return std::vector<double>(most, 1.0 / most);
  }

 private:
  std::string name_;
  std::vector<std::string> labels_;
};

// In place of every model.
inline base::Result<inference::ClassifierPtr> make_echo_classifier(const std::string& model) {
  return inference::ClassifierPtr(std::make_shared<EchoClassifier>(model));
}

}  // namespace visiond::testing
