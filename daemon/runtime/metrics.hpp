#pragma once
// Counts what becomes of transactions, since the start. Owned by the coordinator; strand-bound (the coordinator's).

#include "daemon/base/metric.hpp"
#include "daemon/runtime/settings_api.hpp"
#include "daemon/transaction/report.hpp"
#include "daemon/transaction/summary.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace visiond::runtime {

class Metrics {
 public:
  // What is not counted but looked at.
  struct Now {
    base::Revision revision;
    std::size_t queue_length = 0;
    std::size_t settings_watchers = 0, transaction_watchers = 0;
    std::size_t sections_busy = 0, sections_impaired = 0;
  };

  Metrics();

  // A transaction has ended. What made no difference, dry runs and repairs are left out.
  void ended(const transaction::Request& request, const transaction::Report& report);
  // A generation was assembled, for whatever purpose.
  void assembled() { ++summary_.snapshots; }

  EngineMetrics read(const Now& now) const;

 private:
  struct Operations {
    base::Histogram duration, downtime;
  };

  transaction::Summary summary_;
  std::map<transaction::State, std::uint64_t> transactions_;
  base::Histogram duration_;
  std::map<transaction::PhaseName, base::Histogram> phases_;
  std::map<std::pair<std::string, settings::UpdateKind>, Operations> operations_;
  std::map<std::pair<std::string, base::ErrorCode>, std::uint64_t> failed_;
};

}  // namespace visiond::runtime
