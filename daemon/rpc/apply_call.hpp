#pragma once
// One ApplyTransaction or RollbackSettings under way: takes the request to the engine, announces the transaction's id,
// passes cancellation on, answers. Lives from begin() to OnDone, and as long as the engine holds a handler of it.
// Thread-safe.

#include "daemon/runtime/settings_api.hpp"
#include "visiond/v1/settings.pb.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <chrono>
#include <memory>

namespace visiond::rpc {

class ApplyCall final : public grpc::ServerUnaryReactor, public std::enable_shared_from_this<ApplyCall> {
 public:
  // `request` as it was read, or what is wrong with it. `engine`, `context` and `answer` outlive the call.
  static grpc::ServerUnaryReactor* begin(runtime::SettingsApi& engine, grpc::CallbackServerContext& context,
                                         base::Result<transaction::Request> request, v1::Transaction& answer);

  void OnCancel() override;
  void OnDone() override;

 private:
  ApplyCall(runtime::SettingsApi& engine, grpc::CallbackServerContext& context, v1::Transaction& answer)
      : engine_(engine), context_(context), answer_(answer) {}

  void submit(transaction::Request request);
  void started(const base::TransactionId& id, bool lasting);
  void done(const runtime::Answer& answer);
  base::Error reason_of_cancellation() const;

  runtime::SettingsApi& engine_;
  grpc::CallbackServerContext& context_;
  v1::Transaction& answer_;
  const std::chrono::system_clock::time_point begun_ = std::chrono::system_clock::now();  // the clock of deadlines

  std::shared_ptr<ApplyCall> self_;
  base::TransactionId id_;
};

}  // namespace visiond::rpc
