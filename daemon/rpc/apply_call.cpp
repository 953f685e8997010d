#include "daemon/rpc/apply_call.hpp"

#include "daemon/rpc/caller.hpp"
#include "daemon/rpc/error_status.hpp"
#include "daemon/rpc/read_request.hpp"
#include "daemon/rpc/write_message.hpp"

#include <chrono>
#include <utility>

namespace visiond::rpc {

grpc::ServerUnaryReactor* ApplyCall::begin(runtime::SettingsApi& engine, grpc::CallbackServerContext& context,
                                           const v1::ApplyTransactionRequest& request, v1::Transaction& answer) {
  auto read = read_request(request, author_of(context));
  if (!read) {
    auto* reactor = context.DefaultReactor();
    reactor->Finish(status_of(read.error()));
    return reactor;
  }
  std::shared_ptr<ApplyCall> call(new ApplyCall(engine, context, answer));
  call->self_ = call;
  call->submit(std::move(*read));
  return call.get();
}

void ApplyCall::submit(transaction::Request request) {
  const auto self = shared_from_this();
  auto id = engine_.apply(
      std::move(request), [self](const base::TransactionId& started) { self->started(started); },
      [self](const runtime::Answer& answer) { self->done(answer); });
  std::lock_guard lock(mutex_);
  id_ = std::move(id);
  if (cancelled_) engine_.cancel(id_, reason_of_cancellation());
}

void ApplyCall::started(const base::TransactionId& id) {
  context_.AddInitialMetadata("visiond-transaction-id", id.value);
  StartSendInitialMetadata();
}

void ApplyCall::done(const runtime::Answer& answer) {
  if (answer.report->error) return Finish(status_of(answer));
  write(*answer.report, answer_);
  Finish(grpc::Status::OK);
}

base::Error ApplyCall::reason_of_cancellation() const {
  if (context_.deadline() <= std::chrono::system_clock::now())
    return {base::ErrorCode::deadline_exceeded, "", "the caller's deadline passed before the change was committed"};
  return {base::ErrorCode::cancelled, "", "the caller cancelled before the change was committed"};
}

void ApplyCall::OnCancel() {
  std::lock_guard lock(mutex_);
  cancelled_ = true;
  if (!id_.value.empty()) engine_.cancel(id_, reason_of_cancellation());
}

void ApplyCall::OnDone() { const auto self = std::move(self_); }

}  // namespace visiond::rpc
