#pragma once
// What the inference section contributes to a generation: its parameters and the classifier. Immutable.

#include "daemon/transaction/participant.hpp"
#include "services/inference/classifier.hpp"
#include "services/inference/settings.hpp"

#include <string_view>
#include <utility>

namespace visiond::inference {

class InferencePart final : public transaction::Part {
 public:
  static constexpr std::string_view section = "inference";

  explicit InferencePart(InferenceSettings settings, ClassifierPtr classifier = nullptr)
      : settings_(std::move(settings)), classifier_(std::move(classifier)) {}

  const InferenceSettings& settings() const { return settings_; }
  // Null where none is wanted.
  const ClassifierPtr& classifier() const { return classifier_; }

 private:
  InferenceSettings settings_;
  ClassifierPtr classifier_;
};

}  // namespace visiond::inference
