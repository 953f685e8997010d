#pragma once
// How services and stages fare, as messages of the wire. Pure; thread-safe.

#include "daemon/runtime/settings_api.hpp"
#include "services/pipeline/api.hpp"
#include "visiond/v1/vision.pb.h"

namespace visiond::rpc {

// Revision, services and ignored settings.
void write(const runtime::EngineStatus& status, v1::Status& into);
void write(const pipeline::StageStatus& stage, v1::StageStatus& into);
void write_uptime(base::Duration uptime, v1::Status& into);

}  // namespace visiond::rpc
