#pragma once
// Which backends there are. Thread-safe.

#include "daemon/base/error.hpp"
#include "services/detection/detector.hpp"
#include "services/engine/inference_engine.hpp"
#include "services/models/library.hpp"

#include <functional>
#include <memory>

namespace visiond::detection {

// The backend of the settings, loaded and ready.
using DetectorFactory = std::function<base::Result<std::shared_ptr<const Detector>>(const DetectionSettings&)>;

// The factory of all backends; the library outlives it. A new backend is one class and one line in make_detector().
DetectorFactory detector_factory(const models::Library& library, std::shared_ptr<const engine::InferenceEngine> engine);

// ROLLED_BACK with detection.model as the path where the model is not installed, damaged, or of another kind.
base::Result<std::shared_ptr<const Detector>> make_detector(
    const DetectionSettings& settings, const models::Library& library,
    const std::shared_ptr<const engine::InferenceEngine>& engine);

}  // namespace visiond::detection
