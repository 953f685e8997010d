#pragma once
// Samples and runs of training as tables. Pure but for the stream; thread-safe.

#include "visiond/v1/training.pb.h"

#include <ostream>
#include <string>

namespace visiond::cli {

void render_samples(std::ostream& out, const v1::ListSamplesResponse& list);

// "RUNNING 42 %: learning, 12 s left".
std::string progress_line(const v1::TrainingRun& run);
// What it is or has come to; of one that succeeded with accuracy, recalls and the confusion matrix.
void render_run(std::ostream& out, const v1::TrainingRun& run);

}  // namespace visiond::cli
