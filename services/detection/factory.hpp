#pragma once
// Which backends there are. Thread-safe.

#include "daemon/base/error.hpp"
#include "services/detection/detector.hpp"

#include <functional>
#include <memory>

namespace visiond::detection {

using DetectorFactory = std::function<base::Result<std::shared_ptr<const Detector>>(const DetectionSettings&)>;

// The backend of the settings, loaded and ready. A new backend is one class and one line here.
base::Result<std::shared_ptr<const Detector>> make_detector(const DetectionSettings& settings);

}  // namespace visiond::detection
