#pragma once
// How long operations take on this machine, by section and kind: a running mean that the newest operations outweigh.
// Strand-bound (the coordinator's).

#include "daemon/transaction/machine.hpp"
#include "daemon/transaction/records.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace visiond::runtime {

class Predictions {
 public:
  explicit Predictions(const std::vector<transaction::Timing>& stored);

  // Nothing until such an operation was seen.
  std::optional<transaction::Prediction> predict(const std::string& section, settings::UpdateKind kind) const;
  // Takes in the operations of a committed transaction.
  void learn(const transaction::Report& report);
  // What changed since the last call, to be stored.
  std::vector<transaction::Timing> take_changes();

 private:
  using Key = std::pair<std::string, settings::UpdateKind>;
  struct Entry {
    transaction::Timing timing;
    bool changed = false;
  };
  std::map<Key, Entry> entries_;
};

}  // namespace visiond::runtime
