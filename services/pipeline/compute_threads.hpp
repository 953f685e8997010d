#pragma once
// How many threads OpenCV computes with; process-wide, so set once, at start. Thread-safe.

namespace visiond::pipeline {

// 0: one a processor.
void set_compute_threads(int threads);

}  // namespace visiond::pipeline
