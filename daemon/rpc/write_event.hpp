#pragma once
// What happened, and what was said of the scene, as messages of the wire. Pure; thread-safe.

#include "services/pipeline/events.hpp"
#include "visiond/v1/vision.pb.h"

namespace visiond::rpc {

void write(const pipeline::Event& event, v1::Event& into);
void write(const pipeline::SceneDescription& scene, v1::SceneDescription& into);

}  // namespace visiond::rpc
