#include "daemon/rpc/whole_status.hpp"

#include "daemon/rpc/write_status.hpp"

#include <utility>

namespace visiond::rpc {

WholeStatus::WholeStatus(const pipeline::PipelineApi& pipeline, const base::Clock& clock, std::string version)
    : pipeline_(pipeline), clock_(clock), version_(std::move(version)), started_(clock.steady_now()) {}

void WholeStatus::write(const runtime::EngineStatus& engine, v1::Status& into) const {
  rpc::write(engine, into);
  for (const auto& stage : pipeline_.stages()) rpc::write(stage, *into.add_stages());
  into.set_version(version_);
  write_uptime(clock_.steady_now() - started_, into);
}

}  // namespace visiond::rpc
