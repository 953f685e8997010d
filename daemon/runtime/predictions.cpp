#include "daemon/runtime/predictions.hpp"

#include <algorithm>

namespace visiond::runtime {
namespace {

// A mean over about this many operations: old hardware is forgotten after as many changes.
constexpr std::uint64_t window = 20;

base::Duration blend(base::Duration mean, base::Duration value, std::uint64_t samples) {
  return mean + (value - mean) / static_cast<std::int64_t>(samples);
}

}  // namespace

Predictions::Predictions(const std::vector<transaction::Timing>& stored) {
  for (const auto& timing : stored) entries_[{timing.section, timing.kind}].timing = timing;
}

std::optional<transaction::Prediction> Predictions::predict(const std::string& section,
                                                            settings::UpdateKind kind) const {
  const auto found = entries_.find({section, kind});
  if (found == entries_.end()) return std::nullopt;
  return transaction::Prediction{found->second.timing.duration, found->second.timing.downtime};
}

void Predictions::learn(const transaction::Report& report) {
  for (const auto& wave : report.waves) {
    for (const auto& operation : wave.operations) {
      if (operation.outcome != transaction::Outcome::done) continue;
      auto& entry = entries_[{operation.section, operation.update_kind}];
      auto& timing = entry.timing;
      timing.section = operation.section;
      timing.kind = operation.update_kind;
      timing.samples = std::min(timing.samples + 1, window);
      timing.duration = blend(timing.duration, operation.duration, timing.samples);
      // What was not measured (no frame came) is no reason to believe anything else than before.
      timing.downtime =
          blend(timing.downtime, operation.downtime.value_or(operation.predicted_downtime), timing.samples);
      entry.changed = true;
    }
  }
}

std::vector<transaction::Timing> Predictions::take_changes() {
  std::vector<transaction::Timing> changes;
  for (auto& [key, entry] : entries_) {
    if (!entry.changed) continue;
    entry.changed = false;
    changes.push_back(entry.timing);
  }
  return changes;
}

}  // namespace visiond::runtime
