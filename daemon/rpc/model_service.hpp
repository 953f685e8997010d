#pragma once
// ModelService over the registry of models; the engine knows who uses one. Owned by the server; thread-safe.

#include "daemon/runtime/settings_api.hpp"
#include "services/models/api.hpp"
#include "visiond/v1/models.grpc.pb.h"

namespace visiond::rpc {

class ModelService final : public v1::ModelService::CallbackService {
 public:
  // Both outlive it.
  ModelService(runtime::SettingsApi& engine, models::ModelsApi& models) : engine_(engine), models_(models) {}

  grpc::ServerUnaryReactor* ListModels(grpc::CallbackServerContext* context, const v1::ListModelsRequest* request,
                                       v1::ListModelsResponse* response) override;
  grpc::ServerReadReactor<v1::InstallModelRequest>* InstallModel(grpc::CallbackServerContext* context,
                                                                 v1::Model* response) override;
  grpc::ServerUnaryReactor* RemoveModel(grpc::CallbackServerContext* context, const v1::RemoveModelRequest* request,
                                        v1::RemoveModelResponse* response) override;

 private:
  runtime::SettingsApi& engine_;
  models::ModelsApi& models_;
};

}  // namespace visiond::rpc
