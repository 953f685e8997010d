#pragma once
// What the training section contributes to a generation: its parameters. Immutable.

#include "daemon/transaction/participant.hpp"
#include "services/training/settings.hpp"

#include <string_view>
#include <utility>

namespace visiond::training {

class TrainingPart final : public transaction::Part {
 public:
  static constexpr std::string_view section = "training";

  explicit TrainingPart(TrainingSettings settings) : settings_(std::move(settings)) {}

  const TrainingSettings& settings() const { return settings_; }

 private:
  TrainingSettings settings_;
};

}  // namespace visiond::training
