#include "services/detection/factory.hpp"

#include "services/detection/hog.hpp"
#include "services/detection/motion.hpp"

namespace visiond::detection {

base::Result<std::shared_ptr<const Detector>> make_detector(const DetectionSettings& settings) {
  using Made = std::shared_ptr<const Detector>;
  switch (settings.backend) {
    case Backend::motion:
      return Made(std::make_shared<MotionDetector>(settings.motion_history));
    case Backend::hog:
      return Made(std::make_shared<HogDetector>());
  }
  return base::Error{base::ErrorCode::internal, "detection.backend", "there is no such backend"};
}

}  // namespace visiond::detection
