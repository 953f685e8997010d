#include "daemon/rpc/error_status.hpp"
#include "daemon/rpc/read_pictures.hpp"
#include "daemon/rpc/vision_service.hpp"
#include "daemon/rpc/write_picture.hpp"

#include <utility>

namespace visiond::rpc {
namespace {

// Who looks at a picture wants the newest: few wait for one subscriber, and the oldest goes when there are more.
constexpr StreamLimits limits{.messages = 4};

}  // namespace

grpc::ServerWriteReactor<v1::Frame>* VisionService::StreamFrames(grpc::CallbackServerContext*,
                                                                 const v1::StreamFramesRequest* request) {
  const auto writer = StreamWriter<v1::Frame>::make(limits, &losses_.frames);
  const auto options = read_request(*request);
  if (!options) {
    writer->finish([&] { return status_of(options.error()); });
    return writer.get();
  }
  if (!streams_.add(writer)) return writer.get();
  writer->begin(given_.pictures.subscribe_pictures(*options, [writer](const pipeline::Picture& picture) {
    v1::Frame message;
    write(picture, message);
    writer->push_or_drop_oldest(std::move(message));
  }));
  return writer.get();
}

}  // namespace visiond::rpc
