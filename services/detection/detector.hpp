#pragma once
// What looks for things in a picture. A detector is immutable and may serve several generations; what it learns from
// frame to frame lives in a Memory that belongs to the stage's worker.

#include "services/detection/settings.hpp"
#include "services/pipeline/api.hpp"

#include <opencv2/core/mat.hpp>

#include <memory>
#include <string>
#include <vector>

namespace visiond::detection {

// What one detector remembers between frames. Used by one thread at a time.
class Memory {
 public:
  virtual ~Memory() = default;
};

class Detector {
 public:
  virtual ~Detector() = default;

  // "motion", "hog" or a model's id@version; results name it.
  virtual std::string name() const = 0;
  // What makes a memory unusable when it changes, beside frame size and source: the algorithm and its lasting
  // parameters.
  virtual std::string memory_key() const = 0;
  // Cheap but for what a rehearsal does not leave behind: see WarmPool. May throw.
  virtual std::unique_ptr<Memory> make_memory() const = 0;
  // Everything it sees in an 8-bit BGR picture, unfiltered, boxes in 0 to 1 of the picture. May throw cv::Exception.
  // Thread-safe for different memories.
  virtual std::vector<pipeline::Detection> detect(const cv::Mat& image, const DetectionSettings& settings,
                                                  Memory& memory) const = 0;
};

}  // namespace visiond::detection
