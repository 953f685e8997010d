#pragma once
// Models as messages of the wire. Pure; thread-safe.

#include "services/models/api.hpp"
#include "visiond/v1/models.pb.h"

namespace visiond::rpc {

void write(const models::Manifest& manifest, v1::Model& into);
void write(const models::InstalledModel& model, v1::Model& into);
void write(const models::ModelList& list, v1::ListModelsResponse& into);

}  // namespace visiond::rpc
