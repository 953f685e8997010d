#pragma once
// Requests of the wire as the engine takes them; what is wrong is INVALID_REQUEST with the field, what it was and what
// would be right. Pure; thread-safe.

#include "daemon/runtime/settings_api.hpp"
#include "daemon/transaction/request.hpp"
#include "visiond/v1/settings.pb.h"

#include <string>

namespace visiond::rpc {

constexpr std::size_t longest_comment = 1024;  // bytes
constexpr base::Duration longest_confirm_timeout = std::chrono::hours(1);

base::Result<transaction::Request> read_request(const v1::ApplyTransactionRequest& message, std::string author);
base::Result<transaction::Request> read_request(const v1::RollbackSettingsRequest& message, std::string author);
base::Result<runtime::RevisionQuery> read_request(const v1::ListRevisionsRequest& message);
base::Result<runtime::TransactionQuery> read_request(const v1::ListTransactionsRequest& message);
base::Result<base::TransactionId> read_request(const v1::ConfirmTransactionRequest& message);
base::Result<runtime::TransactionSelector> read_request(const v1::CancelTransactionRequest& message);
base::Result<runtime::TransactionSelector> read_request(const v1::GetTransactionRequest& message);

}  // namespace visiond::rpc
