#include "daemon/rpc/apply_call.hpp"

#include "daemon/base/failpoint.hpp"
#include "daemon/rpc/error_status.hpp"
#include "daemon/rpc/write_message.hpp"

#include <utility>

namespace visiond::rpc {

grpc::ServerUnaryReactor* ApplyCall::begin(runtime::SettingsApi& engine, grpc::CallbackServerContext& context,
                                           base::Result<transaction::Request> request, v1::Transaction& answer) {
  if (auto fault = base::may_fail("rpc.before_submit"); !fault) request = fault.error();
  if (!request) {
    auto* reactor = context.DefaultReactor();
    reactor->Finish(status_of(request.error()));
    return reactor;
  }
  std::shared_ptr<ApplyCall> call(new ApplyCall(engine, context, answer));
  call->self_ = call;
  call->submit(std::move(*request));
  return call.get();
}

void ApplyCall::submit(transaction::Request request) {
  const auto self = shared_from_this();
  // Set before OnCancel needs it: gRPC calls that once begin() has returned, at the earliest.
  id_ = engine_.apply(
      std::move(request), [self](const base::TransactionId& started, bool lasting) { self->started(started, lasting); },
      [self](const runtime::Answer& answer) { self->done(answer); });
}

void ApplyCall::started(const base::TransactionId& id, bool lasting) {
  context_.AddInitialMetadata("visiond-transaction-id", id.value);
  // Where the end is at hand it goes with the answer: a message less.
  if (lasting) StartSendInitialMetadata();
}

void ApplyCall::done(const runtime::Answer& answer) {
  base::may_crash("rpc.before_answer");
  if (answer.report->error) return Finish(status_of(answer));
  write(*answer.report, answer_);
  Finish(grpc::Status::OK);
}

base::Error ApplyCall::reason_of_cancellation() const {
  // The caller ends the call when its own deadline passes. The deadline that came here lies a little behind that: the
  // wire rounds the time that is left up, by 1 % at most.
  constexpr std::chrono::milliseconds on_its_way{20};
  const auto ahead = context_.deadline() - std::chrono::system_clock::now();
  if (ahead <= (context_.deadline() - begun_) / 50 + on_its_way)
    return {base::ErrorCode::deadline_exceeded, "", "the caller's deadline passed before the change was committed"};
  return {base::ErrorCode::cancelled, "", "the caller cancelled before the change was committed"};
}

void ApplyCall::OnCancel() { engine_.cancel(id_, reason_of_cancellation()); }

void ApplyCall::OnDone() { const auto self = std::move(self_); }

}  // namespace visiond::rpc
