#pragma once
// What visiond measures, as people read it. Pure but for the stream; thread-safe.

#include "client/cli/streams.hpp"
#include "visiond/v1/metrics.pb.h"

#include <ostream>

namespace visiond::cli {

// The summary of transactions, a line a service, then every metric with its labels.
void render_metrics(std::ostream& out, const v1::Metrics& metrics, const Style& style);

}  // namespace visiond::cli
