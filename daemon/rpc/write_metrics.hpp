#pragma once
// Metrics and the summary of transactions as messages of the wire. Pure; thread-safe.

#include "daemon/base/metric.hpp"
#include "daemon/transaction/summary.hpp"
#include "visiond/v1/metrics.pb.h"

namespace visiond::rpc {

void write(const base::Metric& metric, v1::Metric& into);
void write(const transaction::Summary& summary, v1::TransactionSummary& into);

}  // namespace visiond::rpc
