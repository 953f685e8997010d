#pragma once
// Hands every result to every subscriber; see Hub. Thread-safe.

#include "services/pipeline/hub.hpp"

namespace visiond::pipeline {

using ResultHub = Hub<FrameResult>;

}  // namespace visiond::pipeline
