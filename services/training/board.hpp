#pragma once
// How training fares, for everybody who asks: the newest run, how many samples there are, what became of runs. Owned by
// the composition root; thread-safe.

#include "daemon/transaction/participant.hpp"
#include "services/pipeline/hub.hpp"
#include "services/training/api.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace visiond::training {

class Board {
 public:
  // The newest run as it stands by now; everybody who watches is told before it returns.
  void tell(const Run& run);
  // What was there before the start: told, not counted.
  void tell_of_old(const Run& run);
  void tell_samples(std::map<std::string, std::uint64_t> of_labels);
  // The samples cannot be reached, and nothing else will be told.
  void tell_problem(const base::Error& problem);

  std::optional<Run> newest() const;
  transaction::ServiceStatus status() const;
  Figures figures() const;
  // As TrainingApi::watch().
  std::unique_ptr<pipeline::Subscription> watch(std::function<void(const Run&)> handler);

 private:
  // Held while watchers are told, so that each sees one order.
  std::mutex telling_;
  pipeline::Hub<const Run&> watchers_;

  mutable std::mutex mutex_;
  std::optional<Run> newest_;
  std::map<std::string, std::uint64_t> samples_;
  std::string problem_;
  Figures ended_;  // of runs that have
};

}  // namespace visiond::training
