#include "services/pipeline/compute_threads.hpp"

#include <opencv2/core/utility.hpp>

namespace visiond::pipeline {

// OpenCV takes a negative number for "as many as there are processors", and 0 for none beside the caller's.
void set_compute_threads(int threads) { cv::setNumThreads(threads == 0 ? -1 : threads); }

}  // namespace visiond::pipeline
