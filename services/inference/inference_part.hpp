#pragma once
// What the inference section contributes to a generation: its parameters. Immutable.

#include "daemon/transaction/participant.hpp"
#include "services/inference/settings.hpp"

#include <string_view>
#include <utility>

namespace visiond::inference {

class InferencePart final : public transaction::Part {
 public:
  static constexpr std::string_view section = "inference";

  explicit InferencePart(InferenceSettings settings) : settings_(std::move(settings)) {}

  const InferenceSettings& settings() const { return settings_; }

 private:
  InferenceSettings settings_;
};

}  // namespace visiond::inference
