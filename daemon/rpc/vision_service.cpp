#include "daemon/rpc/vision_service.hpp"

#include "daemon/rpc/detections_filter.hpp"
#include "daemon/rpc/error_status.hpp"
#include "daemon/rpc/stream_writer.hpp"
#include "daemon/rpc/write_status.hpp"

#include <utility>

namespace visiond::rpc {
namespace {

// Frames that may wait for one subscriber, about two seconds; the oldest goes when there are more.
constexpr StreamLimits limits{.messages = 64};

grpc::Status draining() { return status_of({base::ErrorCode::draining, "", "the daemon is stopping"}); }

}  // namespace

VisionService::VisionService(Given given) : given_(std::move(given)), started_(given_.clock.steady_now()) {}

grpc::ServerWriteReactor<v1::FrameDetections>* VisionService::StreamDetections(
    grpc::CallbackServerContext*, const v1::StreamDetectionsRequest* request) {
  const auto writer = DetectionsWriter::make(limits);
  if (const auto right = check(*request); !right) {
    writer->finish([&] { return status_of(right.error()); });
    return writer.get();
  }
  {
    std::lock_guard lock(mutex_);
    std::erase_if(streams_, [](const auto& stream) { return stream.expired(); });
    streams_.push_back(writer);
    if (ended_) {
      writer->finish(draining);
      return writer.get();
    }
  }
  auto feed = given_.pipeline.subscribe([writer, filter = std::make_shared<DetectionsFilter>(*request)](
                                            const std::shared_ptr<const pipeline::FrameResult>& result) {
    if (auto message = filter->apply(*result)) writer->push_or_drop_oldest(std::move(*message));
  });
  writer->begin(std::move(feed));
  return writer.get();
}

void VisionService::end_streams() {
  std::vector<std::weak_ptr<DetectionsWriter>> streams;
  {
    std::lock_guard lock(mutex_);
    ended_ = true;
    streams.swap(streams_);
  }
  for (const auto& weak : streams) {
    if (const auto writer = weak.lock()) writer->finish(draining);
  }
}

grpc::ServerUnaryReactor* VisionService::GetStatus(grpc::CallbackServerContext* context, const v1::GetStatusRequest*,
                                                   v1::Status* response) {
  auto* reactor = context->DefaultReactor();
  given_.engine.status([this, reactor, response](const runtime::EngineStatus& status) {
    write(status, *response);
    for (const auto& stage : given_.pipeline.stages()) write(stage, *response->add_stages());
    response->set_version(given_.version);
    write_uptime(given_.clock.steady_now() - started_, *response);
    reactor->Finish(grpc::Status::OK);
  });
  return reactor;
}

}  // namespace visiond::rpc
