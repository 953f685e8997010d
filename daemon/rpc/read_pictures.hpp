#pragma once
// Requests for pictures as the pipeline takes them; what is wrong is INVALID_REQUEST with the field, what it was and
// what would be right. Pure; thread-safe.

#include "daemon/base/error.hpp"
#include "services/pipeline/pictures.hpp"
#include "visiond/v1/vision.pb.h"

namespace visiond::rpc {

base::Result<pipeline::PictureOptions> read_request(const v1::StreamFramesRequest& message);
base::Result<pipeline::PictureOptions> read_request(const v1::GetSnapshotRequest& message);

}  // namespace visiond::rpc
