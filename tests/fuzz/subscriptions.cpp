// The input as the body of StreamDetections, and frames that come to such a subscriber.
#include "daemon/rpc/detections_filter.hpp"
#include "tests/fuzz/promise.hpp"

#include <google/protobuf/stubs/logging.h>

#include <chrono>

namespace visiond::fuzz {
namespace {

void subscribe(const v1::StreamDetectionsRequest& request) {
  if (const auto right = rpc::check(request); !right) {
    promise(!right.error().path.empty() && right.error().message.starts_with(right.error().path),
            "a refusal names its field", right.error().message);
    return;
  }
  rpc::DetectionsFilter filter(request);
  pipeline::FrameResult frame;
  frame.detections = {{.label = "car", .confidence = 0.5, .box = {}, .zones = {"door"}}};
  for (const int second : {0, 1, 3600, -3600}) {
    frame.capture_time = base::WallTime(std::chrono::hours(500'000) + std::chrono::seconds(second));
    const auto message = filter.apply(frame);
    promise(!message || message->detections_size() == 1 || request.include_empty(),
            "empty frames are for who wants them");
  }
}

}  // namespace
}  // namespace visiond::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  google::protobuf::SetLogHandler(nullptr);  // it would name every field that is no UTF-8
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  visiond::v1::StreamDetectionsRequest request;
  if (request.ParseFromArray(data, static_cast<int>(size))) visiond::fuzz::subscribe(request);
  return 0;
}
