#include "daemon/rpc/vision_service.hpp"

namespace visiond::rpc {
namespace {

// Only the newest waits: it says all that the older ones said.
constexpr StreamLimits limits{.messages = 1};

}  // namespace

grpc::ServerWriteReactor<v1::Status>* VisionService::WatchStatus(grpc::CallbackServerContext*,
                                                                 const v1::WatchStatusRequest*) {
  const auto writer = StatusFeed::Writer::make(limits, &losses_.status);
  if (!streams_.add(writer)) return writer.get();
  writer->begin();
  // The stream may end, and the service with it, before the engine answers.
  given_.engine.status([writer, feed = std::weak_ptr(status_feed_)](const runtime::EngineStatus& now) {
    if (const auto open = feed.lock()) open->add(writer, now);
  });
  return writer.get();
}

}  // namespace visiond::rpc
