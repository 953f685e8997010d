#pragma once
// What callers ask of training. Pure; thread-safe.

#include "services/training/api.hpp"
#include "visiond/v1/training.pb.h"

namespace visiond::rpc {

// INVALID_REQUEST with the field.
base::Result<training::AddRequest> read_request(const v1::AddSampleRequest& message);
base::Result<training::SampleQuery> read_request(const v1::ListSamplesRequest& message);

}  // namespace visiond::rpc
