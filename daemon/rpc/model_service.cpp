#include "daemon/rpc/model_service.hpp"

#include "daemon/rpc/error_status.hpp"
#include "daemon/rpc/install_call.hpp"
#include "daemon/rpc/model_users.hpp"
#include "daemon/rpc/write_model.hpp"

namespace visiond::rpc {

grpc::ServerUnaryReactor* ModelService::ListModels(grpc::CallbackServerContext* context, const v1::ListModelsRequest*,
                                                   v1::ListModelsResponse* response) {
  auto* reactor = context->DefaultReactor();
  models_.list([reactor, response](const base::Result<models::ModelList>& list) {
    if (!list) return reactor->Finish(status_of(list.error()));
    write(*list, *response);
    reactor->Finish(grpc::Status::OK);
  });
  return reactor;
}

grpc::ServerReadReactor<v1::InstallModelRequest>* ModelService::InstallModel(grpc::CallbackServerContext*,
                                                                             v1::Model* response) {
  return InstallCall::begin(models_, *response);
}

grpc::ServerUnaryReactor* ModelService::RemoveModel(grpc::CallbackServerContext* context,
                                                    const v1::RemoveModelRequest* request, v1::RemoveModelResponse*) {
  auto* reactor = context->DefaultReactor();
  const auto used_by = [this](const std::string& name) { return user_of_model(engine_, name); };
  models_.remove(request->name(), used_by, [reactor](const base::Result<void>& removed) {
    reactor->Finish(removed ? grpc::Status::OK : status_of(removed.error()));
  });
  return reactor;
}

}  // namespace visiond::rpc
