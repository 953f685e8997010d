// The session's calls to ModelService.
#include "client/lib/call.hpp"
#include "client/lib/session.hpp"

#include <utility>

namespace visiond::client {

using Models = v1::ModelService::StubInterface;

Answer<v1::ListModelsResponse> Session::list_models() {
  return call(*models_, &Models::ListModels, v1::ListModelsRequest{}, deadline(), stop_);
}

Answer<v1::RemoveModelResponse> Session::remove_model(const v1::RemoveModelRequest& request) {
  return call(*models_, &Models::RemoveModel, request, deadline(), stop_);
}

Answer<v1::Model> Session::install_model(const v1::InstallModelRequest::Header& header,
                                         const std::function<std::string()>& archive) {
  grpc::ClientContext context;
  if (timeout_) context.set_deadline(deadline());
  const std::stop_callback cancel(stop_, [&context] { context.TryCancel(); });
  v1::Model model;
  const auto writer = models_->InstallModel(&context, &model);
  v1::InstallModelRequest message;
  *message.mutable_header() = header;
  // A write that fails says nothing: the status does.
  bool open = writer->Write(message);
  while (open && archive) {
    std::string piece = archive();
    if (piece.empty()) break;
    message.set_chunk(std::move(piece));
    open = writer->Write(message);
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (status.ok()) return model;
  return failure_of(status);
}

}  // namespace visiond::client
