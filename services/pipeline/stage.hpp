#pragma once
// One step of the pipeline's work on a frame, on its own worker thread. The detection service implements the first one.

#include "daemon/base/error.hpp"
#include "services/pipeline/api.hpp"
#include "services/pipeline/frame.hpp"

#include <stop_token>
#include <string>

namespace visiond::pipeline {

class Stage {
 public:
  virtual ~Stage() = default;
  // The section it belongs to; also its name in the statistics.
  virtual std::string_view name() const = 0;
  // Adds what it finds to `result`, taking every parameter and model from the frame's own generation. Worker thread
  // only; its memory (background model, tracks) belongs to that thread. An exception is the frame's loss, counted, not
  // the daemon's.
  virtual void process(const Frame& frame, FrameResult& result) = 0;
  // The same on the newest frame with a staged generation, in scratch memory that is thrown away. Any thread, beside
  // process().
  virtual base::Result<void> rehearse(const Frame& frame, std::stop_token stop) const = 0;
};

}  // namespace visiond::pipeline
