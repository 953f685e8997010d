#pragma once
// Transactions named on the command line. Thread-safe.

#include "client/cli/usage_error.hpp"
#include "client/lib/session.hpp"
#include "daemon/base/ids.hpp"

#include <string>

namespace visiond::cli {

// Throws UsageError where it is no UUID.
inline const std::string& checked_id(const std::string& id) {
  if (!base::is_uuid(id)) throw UsageError("ID must be a UUID, as in 123e4567-e89b-42d3-a456-426614174000");
  return id;
}

// Asks with the id as a transaction's, and if there is none, as a request's: both are UUIDs, so only the daemon can
// tell which one it is.
template <class Request, class Call>
client::Answer<v1::Transaction> by_either_id(const std::string& id, Call call) {
  Request request;
  request.set_transaction_id(checked_id(id));
  auto answer = call(request);
  if (answer || answer.error().reason != "NO_SUCH_TRANSACTION") return answer;
  request.Clear();
  request.set_request_id(id);
  auto by_request = call(request);
  // Of no transaction at all: what was typed is rather a transaction's id than a request's.
  return by_request || by_request.error().reason != "NO_SUCH_TRANSACTION" ? by_request : answer;
}

}  // namespace visiond::cli
