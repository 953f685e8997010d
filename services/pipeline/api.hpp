#pragma once
// What the pipeline shows to the outside: results and stage statistics as plain values. Free of OpenCV, so that rpc may
// include it. Thread-safe.

#include "daemon/base/clock.hpp"
#include "daemon/base/ids.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace visiond::pipeline {

// 0 to 1 of the frame, origin top left.
struct Box {
  double x = 0, y = 0, width = 0, height = 0;
};

// A label of the classifier.
struct Classification {
  std::string label;
  double probability = 0;  // 0 to 1
};

struct Detection {
  std::string label;
  double confidence = 0;  // 0 to 1
  Box box;
  std::vector<std::string> zones;                 // names of the zones its centre lies in
  std::uint64_t track_id = 0;                     // unique while the daemon runs; 0: belongs to no track (yet)
  std::vector<Classification> classifications{};  // the likeliest first
};

// What came of one frame.
struct FrameResult {
  std::uint64_t frame_sequence = 0;  // counts stamped frames without gaps
  base::WallTime capture_time{};
  base::Revision revision;                // made it, all of it
  std::string model;                      // "motion", "hog", or id@version; empty while nothing detects
  base::Duration latency{};               // capture to result
  int frame_width = 0, frame_height = 0;  // pixels, as processed
  bool looked = false;                    // false: nothing detects, or this frame was left out (detection.max_fps)
  std::vector<Detection> detections;
};

struct Drop {
  std::string reason;
  std::uint64_t count = 0;
};

struct StageStatus {
  std::string name;
  double fps = 0;  // over the last two seconds
  std::uint64_t frames = 0;
  std::vector<Drop> drops;
  int queue_length = 0;
  base::Duration latency_p50{}, latency_p99{};  // of the newest 256 frames, inside this stage
};

// Ends the subscription when destroyed; after that no handler call is under way or begins.
class Subscription {
 public:
  virtual ~Subscription() = default;
};

class PipelineApi {
 public:
  virtual ~PipelineApi() = default;
  // `handler` is called on the last stage's thread for every result, in order; it must neither block nor subscribe.
  virtual std::unique_ptr<Subscription> subscribe(
      std::function<void(const std::shared_ptr<const FrameResult>&)> handler) = 0;
  virtual std::vector<StageStatus> stages() const = 0;
};

}  // namespace visiond::pipeline
