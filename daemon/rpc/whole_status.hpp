#pragma once
// The status as callers see it: what the engine says, the pipeline's stages, version and uptime. Immutable;
// thread-safe.

#include "daemon/base/clock.hpp"
#include "daemon/runtime/settings_api.hpp"
#include "services/pipeline/api.hpp"
#include "visiond/v1/vision.pb.h"

#include <string>

namespace visiond::rpc {

class WholeStatus {
 public:
  // The pipeline and the clock outlive it; the uptime counts from here.
  WholeStatus(const pipeline::PipelineApi& pipeline, const base::Clock& clock, std::string version);

  void write(const runtime::EngineStatus& engine, v1::Status& into) const;

 private:
  const pipeline::PipelineApi& pipeline_;
  const base::Clock& clock_;
  const std::string version_;
  const base::SteadyTime started_;
};

}  // namespace visiond::rpc
