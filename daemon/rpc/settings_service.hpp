#pragma once
// SettingsService over the engine. Every handler posts and returns at once. Owned by the server; thread-safe.

#include "daemon/runtime/settings_api.hpp"
#include "visiond/v1/settings.grpc.pb.h"

#include <memory>

namespace visiond::rpc {

class SettingsService final : public v1::SettingsService::CallbackService {
 public:
  // The engine outlives it.
  explicit SettingsService(runtime::SettingsApi& engine);

  grpc::ServerUnaryReactor* GetSettings(grpc::CallbackServerContext* context, const v1::GetSettingsRequest* request,
                                        v1::Revision* response) override;
  grpc::ServerUnaryReactor* DescribeSettings(grpc::CallbackServerContext* context,
                                             const v1::DescribeSettingsRequest* request,
                                             v1::SettingsSchema* response) override;
  grpc::ServerUnaryReactor* ApplyTransaction(grpc::CallbackServerContext* context,
                                             const v1::ApplyTransactionRequest* request,
                                             v1::Transaction* response) override;
  grpc::ServerUnaryReactor* RollbackSettings(grpc::CallbackServerContext* context,
                                             const v1::RollbackSettingsRequest* request,
                                             v1::Transaction* response) override;
  grpc::ServerUnaryReactor* ConfirmTransaction(grpc::CallbackServerContext* context,
                                               const v1::ConfirmTransactionRequest* request,
                                               v1::Transaction* response) override;
  grpc::ServerUnaryReactor* CancelTransaction(grpc::CallbackServerContext* context,
                                              const v1::CancelTransactionRequest* request,
                                              v1::Transaction* response) override;
  grpc::ServerUnaryReactor* ListTransactions(grpc::CallbackServerContext* context,
                                             const v1::ListTransactionsRequest* request,
                                             v1::ListTransactionsResponse* response) override;
  grpc::ServerUnaryReactor* DiffSettings(grpc::CallbackServerContext* context, const v1::DiffSettingsRequest* request,
                                         v1::DiffSettingsResponse* response) override;
  grpc::ServerUnaryReactor* GetTransaction(grpc::CallbackServerContext* context,
                                           const v1::GetTransactionRequest* request,
                                           v1::Transaction* response) override;
  grpc::ServerUnaryReactor* ListRevisions(grpc::CallbackServerContext* context, const v1::ListRevisionsRequest* request,
                                          v1::ListRevisionsResponse* response) override;
  grpc::ServerWriteReactor<v1::SettingsEvent>* WatchSettings(grpc::CallbackServerContext* context,
                                                             const v1::WatchSettingsRequest* request) override;
  grpc::ServerWriteReactor<v1::TransactionEvent>* WatchTransactions(
      grpc::CallbackServerContext* context, const v1::WatchTransactionsRequest* request) override;

 private:
  runtime::SettingsApi& engine_;
  v1::SettingsSchema schema_;  // without the revision
};

}  // namespace visiond::rpc
