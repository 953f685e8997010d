#pragma once
// A picture with its detections, as a message of the wire. Pure; thread-safe.

#include "services/pipeline/pictures.hpp"
#include "visiond/v1/vision.pb.h"

namespace visiond::rpc {

void write(const pipeline::Picture& picture, v1::Frame& into);

}  // namespace visiond::rpc
