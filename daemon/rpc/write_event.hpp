#pragma once
// What happened, as a message of the wire. Pure; thread-safe.

#include "services/pipeline/events.hpp"
#include "visiond/v1/vision.pb.h"

namespace visiond::rpc {

void write(const pipeline::Event& event, v1::Event& into);

}  // namespace visiond::rpc
