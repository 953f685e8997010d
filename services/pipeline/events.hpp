#pragma once
// What happens in the picture and to the camera, as plain values, and where to hear of it. Free of OpenCV, so that rpc
// may include it. Thread-safe.

#include "daemon/base/clock.hpp"
#include "daemon/base/ids.hpp"
#include "services/pipeline/api.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace visiond::pipeline {

struct TrackStarted {
  std::uint64_t track_id = 0;
  std::string label;
};
struct TrackEnded {
  std::uint64_t track_id = 0;
  std::string label;
};
struct ZoneEntered {
  std::uint64_t track_id = 0;
  std::string label;
  std::string zone;
};
struct ZoneLeft {
  std::uint64_t track_id = 0;
  std::string label;
  std::string zone;
};
struct CameraLost {
  std::string message;
};
struct CameraBack {
  std::string message;
};
// What a vision-language model says of a frame.
struct SceneDescription {
  std::string text;
  std::string model;     // as gemini.model has it
  std::string provider;  // "gemini" or "openai"
  std::uint64_t frame_sequence = 0;
  base::Revision revision;                  // whose settings asked
  base::Duration latency{};                 // from the question to the answer, all attempts
  int input_tokens = 0, output_tokens = 0;  // as the provider counts them
};
using Happening =
    std::variant<TrackStarted, TrackEnded, ZoneEntered, ZoneLeft, CameraLost, CameraBack, SceneDescription>;

struct Event {
  std::uint64_t sequence = 0;  // counts from 1, without gaps
  base::WallTime time{};       // of what happens in the picture: when the frame was captured
  base::Revision revision;     // in force for it
  Happening happening;
};

// Where events are told.
class EventSink {
 public:
  virtual ~EventSink() = default;
  // Gives it its number and tells every subscriber before it returns. Not from a handler of a subscription.
  virtual void publish(base::WallTime time, base::Revision revision, Happening happening) = 0;
};

// How many there were of each alternative of Happening, in their order.
using EventCounts = std::array<std::uint64_t, std::variant_size_v<Happening>>;

class EventsApi {
 public:
  virtual ~EventsApi() = default;
  // Since the start.
  virtual EventCounts counts() const = 0;
  // `handler` is called for every event from now on, in order, one at a time, on the thread where it happens: it must
  // neither block nor publish nor subscribe.
  virtual std::unique_ptr<Subscription> subscribe(std::function<void(const std::shared_ptr<const Event>&)> handler) = 0;
};

}  // namespace visiond::pipeline
