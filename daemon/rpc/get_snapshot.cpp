#include "daemon/rpc/error_status.hpp"
#include "daemon/rpc/read_pictures.hpp"
#include "daemon/rpc/vision_service.hpp"
#include "daemon/rpc/write_picture.hpp"

namespace visiond::rpc {

grpc::ServerUnaryReactor* VisionService::GetSnapshot(grpc::CallbackServerContext* context,
                                                     const v1::GetSnapshotRequest* request, v1::Frame* response) {
  auto* reactor = context->DefaultReactor();
  const auto options = read_request(*request);
  if (!options) {
    reactor->Finish(status_of(options.error()));
    return reactor;
  }
  given_.pictures.newest_picture(*options, [reactor, response](const base::Result<pipeline::Picture>& picture) {
    if (!picture) return reactor->Finish(status_of(picture.error()));
    write(*picture, *response);
    reactor->Finish(grpc::Status::OK);
  });
  return reactor;
}

}  // namespace visiond::rpc
