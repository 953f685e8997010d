#pragma once
// The gemini service as rpc sees it. Free of OpenCV. Thread-safe.

#include "daemon/base/error.hpp"
#include "daemon/base/metric.hpp"
#include "services/pipeline/events.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>

namespace visiond::gemini {

// Since the start.
struct GeminiFigures {
  std::map<std::string, std::uint64_t> requests;  // sent, by outcome
  std::map<std::string, std::uint64_t> dropped;   // descriptions that came to nothing, by reason
  std::uint64_t input_tokens = 0, output_tokens = 0;
  base::Histogram latency;  // of descriptions, all attempts together
  int breaker = 0;          // 0 closed, 1 half open, 2 open
};

class GeminiApi {
 public:
  virtual ~GeminiApi() = default;

  // What the model says of the newest frame; empty prompt: the settings'. `done` is called once, at once or on the
  // service's thread. SERVICE_DISABLED, INVALID_REQUEST, QUEUE_FULL, NO_FRAME, BUDGET_EXHAUSTED, PROVIDER_FAILED,
  // STORAGE_FAILED while requests cannot be counted, CANCELLED by `stop` or by a change of the settings, DRAINING.
  virtual void describe(std::string prompt, std::stop_token stop,
                        std::function<void(base::Result<pipeline::SceneDescription>)> done) = 0;
  virtual GeminiFigures figures() const = 0;
};

}  // namespace visiond::gemini
