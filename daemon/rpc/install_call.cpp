#include "daemon/rpc/install_call.hpp"

#include "daemon/rpc/error_status.hpp"
#include "daemon/rpc/write_model.hpp"

#include <chrono>
#include <utility>

namespace visiond::rpc {

using base::Error;
using base::ErrorCode;
using base::Result;

Result<models::InstallRequest> read_request(const v1::InstallModelRequest& message,
                                            std::shared_ptr<models::Upload> upload) {
  using Header = v1::InstallModelRequest::Header;
  const auto wrong = [](const std::string& field, const std::string& what) {
    return Error{ErrorCode::invalid_request, field, field + ": " + what};
  };
  if (!message.has_header()) return wrong("header", "it is missing; the first message must be the header");
  const auto& header = message.header();
  models::InstallRequest request{.from = models::FromServerPath{}, .name = header.name(), .sha256 = header.sha256()};
  switch (header.source_case()) {
    case Header::kServerPath:
      request.from = models::FromServerPath{header.server_path()};
      return request;
    case Header::kUrl:
      request.from = models::FromUrl{header.url()};
      return request;
    case Header::kCatalogue:
      request.from = models::FromCatalogue{header.catalogue()};
      return request;
    case Header::kUpload:
      request.from = std::move(upload);
      return request;
    case Header::SOURCE_NOT_SET:
      break;
  }
  return wrong("source", "it is missing; it must be server_path, url, catalogue or upload");
}

grpc::ServerReadReactor<v1::InstallModelRequest>* InstallCall::begin(models::ModelsApi& models, v1::Model& answer) {
  std::shared_ptr<InstallCall> call(new InstallCall(models, answer));
  call->self_ = call;
  call->StartRead(&call->message_);
  return call.get();
}

void InstallCall::OnReadDone(bool ok) {
  {
    std::lock_guard lock(mutex_);
    if (std::exchange(header_taken_, true)) {
      read_ = ok ? Read::message : Read::end;
      read_done_.notify_all();
      return;
    }
  }
  take_header(ok);
}

void InstallCall::take_header(bool ok) {
  if (!ok) message_.Clear();
  const auto self = shared_from_this();
  auto request = read_request(message_, self);
  if (!request) return Finish(status_of(request.error()));
  models_.install(std::move(*request), stop_.get_token(), [self](const Result<models::InstalledModel>& installed) {
    if (!installed) return self->Finish(status_of(installed.error()));
    write(*installed, self->answer_);
    self->Finish(grpc::Status::OK);
  });
}

Result<std::optional<std::string>> InstallCall::next(base::Duration patience) {
  std::unique_lock lock(mutex_);
  if (read_ == Read::end) return std::optional<std::string>();
  if (cancelled_) return Error{ErrorCode::cancelled, "", "the caller went away"};
  read_ = Read::under_way;
  StartRead(&message_);
  if (!read_done_.wait_for(lock, patience, [this] { return read_ != Read::under_way; })) {
    const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(patience).count();
    return Error{ErrorCode::timed_out, "chunk", "chunk: no piece came within " + std::to_string(waited) + " ms"};
  }
  if (cancelled_) return Error{ErrorCode::cancelled, "", "the caller went away"};
  if (read_ == Read::end) return std::optional<std::string>();
  if (!message_.has_chunk())
    return Error{ErrorCode::invalid_request, "chunk",
                 "chunk: it is missing; after the header come pieces of the archive"};
  return std::optional(std::move(*message_.mutable_chunk()));
}

void InstallCall::OnCancel() {
  {
    std::lock_guard lock(mutex_);
    cancelled_ = true;
  }
  stop_.request_stop();
}

void InstallCall::OnDone() { const auto self = std::move(self_); }

}  // namespace visiond::rpc
