#pragma once
// Samples and runs of training as the wire has them. Pure; thread-safe.

#include "services/training/api.hpp"
#include "visiond/v1/training.pb.h"

namespace visiond::rpc {

void write(const training::Sample& sample, v1::Sample& into);
void write(const training::AddedSample& added, v1::AddSampleResponse& into);
void write(const training::SamplePage& page, v1::ListSamplesResponse& into);
void write(const training::Run& run, v1::TrainingRun& into);

}  // namespace visiond::rpc
