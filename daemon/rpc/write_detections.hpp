#pragma once
// What came of a frame, as messages of the wire. Pure; thread-safe.

#include "services/pipeline/api.hpp"
#include "visiond/v1/vision.pb.h"

namespace visiond::rpc {

void write(const pipeline::Detection& detection, v1::Detection& into);
// Everything but the detections.
void write_frame(const pipeline::FrameResult& result, v1::FrameDetections& into);
void write(const pipeline::FrameResult& result, v1::FrameDetections& into);

}  // namespace visiond::rpc
