#pragma once
// Whether a detection model works, before anybody uses it. Thread-safe; blocks for as long as loading takes.

#include "services/engine/inference_engine.hpp"

namespace visiond::detection {

// Loads it, puts a grey picture through, and compares the outputs' shapes with what its decoder expects. ROLLED_BACK
// with what is wrong.
base::Result<void> try_model(const models::Manifest& manifest,
                             const std::shared_ptr<const engine::InferenceEngine>& engine);

}  // namespace visiond::detection
