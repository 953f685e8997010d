#pragma once
// Hands every result to every subscriber. Thread-safe.

#include "services/pipeline/hub.hpp"

namespace visiond::pipeline {

using ResultHub = Hub<const std::shared_ptr<const FrameResult>&>;

}  // namespace visiond::pipeline
