#pragma once
// What goes from stage to stage: a frame and what was found in it so far. Owned by one stage at a time.

#include "services/pipeline/api.hpp"
#include "services/pipeline/bounded_queue.hpp"
#include "services/pipeline/frame.hpp"

#include <memory>

namespace visiond::pipeline {

struct WorkItem {
  Frame frame;
  std::unique_ptr<FrameResult> result;
};

using WorkQueue = BoundedQueue<WorkItem>;

}  // namespace visiond::pipeline
