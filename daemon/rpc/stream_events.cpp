#include "daemon/rpc/vision_service.hpp"
#include "daemon/rpc/write_event.hpp"

#include <utility>

namespace visiond::rpc {
namespace {

// Events that may wait for one subscriber; the oldest goes when there are more. They come in bursts, and are small.
constexpr StreamLimits limits{.messages = 1024};

}  // namespace

grpc::ServerWriteReactor<v1::Event>* VisionService::StreamEvents(grpc::CallbackServerContext*,
                                                                 const v1::StreamEventsRequest*) {
  const auto writer = StreamWriter<v1::Event>::make(limits, &losses_.events);
  if (!streams_.add(writer)) return writer.get();
  writer->begin(given_.events.subscribe([writer](const std::shared_ptr<const pipeline::Event>& event) {
    v1::Event message;
    write(*event, message);
    writer->push_or_drop_oldest(std::move(message));
  }));
  return writer.get();
}

}  // namespace visiond::rpc
