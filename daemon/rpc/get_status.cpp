#include "daemon/rpc/vision_service.hpp"

namespace visiond::rpc {

grpc::ServerUnaryReactor* VisionService::GetStatus(grpc::CallbackServerContext* context, const v1::GetStatusRequest*,
                                                   v1::Status* response) {
  auto* reactor = context->DefaultReactor();
  given_.engine.status([this, reactor, response](const runtime::EngineStatus& status) {
    status_.write(status, *response);
    reactor->Finish(grpc::Status::OK);
  });
  return reactor;
}

}  // namespace visiond::rpc
