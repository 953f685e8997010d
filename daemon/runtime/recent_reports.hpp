#pragma once
// The newest reports in memory: of refused transactions, which the store does not keep, and of committed ones whose
// last figures are not written yet. The oldest goes when it is full. Strand-bound (the coordinator's).

#include "daemon/base/ids.hpp"
#include "daemon/transaction/report.hpp"

#include <deque>
#include <memory>
#include <unordered_map>

namespace visiond::runtime {

class RecentReports {
 public:
  using ReportPtr = std::shared_ptr<const transaction::Report>;

  explicit RecentReports(std::size_t capacity) : capacity_(capacity) {}

  void add(ReportPtr report);
  // Null where it is not among the newest.
  ReportPtr find(const base::TransactionId& id) const;
  ReportPtr find(const base::RequestId& id) const;

 private:
  std::size_t capacity_;
  std::deque<ReportPtr> order_;
  std::unordered_map<base::TransactionId, ReportPtr> by_id_;
};

}  // namespace visiond::runtime
