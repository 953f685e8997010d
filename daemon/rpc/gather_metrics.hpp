#pragma once
// The figures that the engine does not have: the pipeline's and the process's. Pure; thread-safe.

#include "daemon/base/metric.hpp"
#include "daemon/base/process_usage.hpp"
#include "services/pipeline/api.hpp"

#include <vector>

namespace visiond::rpc {

// Both append, family by family.
void add_stages(const std::vector<pipeline::StageStatus>& stages, std::vector<base::Metric>& into);
void add_process(const base::ProcessUsage& usage, std::vector<base::Metric>& into);

}  // namespace visiond::rpc
