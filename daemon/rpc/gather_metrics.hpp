#pragma once
// The figures that the engine does not have: the pipeline's, its events', gemini's, the streams', training's and the
// process's. Pure; thread-safe.

#include "daemon/base/metric.hpp"
#include "daemon/base/process_usage.hpp"
#include "daemon/rpc/stream_losses.hpp"
#include "services/gemini/api.hpp"
#include "services/pipeline/api.hpp"
#include "services/pipeline/events.hpp"
#include "services/training/api.hpp"

#include <vector>

namespace visiond::rpc {

// All append, family by family.
void add_stages(const std::vector<pipeline::StageStatus>& stages, std::vector<base::Metric>& into);
void add_events(const pipeline::EventCounts& counts, std::vector<base::Metric>& into);
void add_gemini(const gemini::GeminiFigures& figures, std::vector<base::Metric>& into);
void add_streams(const StreamLosses& losses, std::vector<base::Metric>& into);
void add_training(const training::Figures& figures, std::vector<base::Metric>& into);
void add_process(const base::ProcessUsage& usage, std::vector<base::Metric>& into);

}  // namespace visiond::rpc
