#include "daemon/runtime/recent_reports.hpp"

#include <algorithm>
#include <utility>

namespace visiond::runtime {

void RecentReports::add(ReportPtr report) {
  const auto id = report->transaction_id;
  if (!by_id_.insert_or_assign(id, report).second) {
    const auto old =
        std::find_if(order_.begin(), order_.end(), [&](const auto& kept) { return kept->transaction_id == id; });
    if (old != order_.end()) order_.erase(old);
  }
  order_.push_back(std::move(report));
  if (order_.size() <= capacity_) return;
  by_id_.erase(order_.front()->transaction_id);
  order_.pop_front();
}

RecentReports::ReportPtr RecentReports::find(const base::TransactionId& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

RecentReports::ReportPtr RecentReports::find(const base::RequestId& id) const {
  const auto found =
      std::find_if(order_.rbegin(), order_.rend(), [&](const auto& kept) { return kept->request_id == id; });
  return found == order_.rend() ? nullptr : *found;
}

}  // namespace visiond::runtime
