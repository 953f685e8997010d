#include "daemon/rpc/detections_filter.hpp"
#include "daemon/rpc/error_status.hpp"
#include "daemon/rpc/vision_service.hpp"

#include <memory>
#include <utility>

namespace visiond::rpc {
namespace {

// Frames that may wait for one subscriber, about two seconds; the oldest goes when there are more.
constexpr StreamLimits limits{.messages = 64};

}  // namespace

grpc::ServerWriteReactor<v1::FrameDetections>* VisionService::StreamDetections(
    grpc::CallbackServerContext*, const v1::StreamDetectionsRequest* request) {
  const auto writer = StreamWriter<v1::FrameDetections>::make(limits, &losses_.detections);
  if (const auto right = check(*request); !right) {
    writer->finish([&] { return status_of(right.error()); });
    return writer.get();
  }
  if (!streams_.add(writer)) return writer.get();
  writer->begin(given_.pipeline.subscribe([writer, filter = std::make_shared<DetectionsFilter>(*request)](
                                              const std::shared_ptr<const pipeline::FrameResult>& result) {
    if (auto message = filter->apply(*result)) writer->push_or_drop_oldest(std::move(*message));
  }));
  return writer.get();
}

}  // namespace visiond::rpc
