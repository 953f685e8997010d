#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/render_transaction.hpp"
#include "client/cli/usage_error.hpp"
#include "daemon/base/ids.hpp"

#include <memory>

namespace visiond::cli {
namespace {

// Both ids are UUIDs, so only the daemon can tell which one this is.
ExitCode transaction(Context& context, const std::string& id) {
  if (!base::is_uuid(id)) throw UsageError("ID must be a UUID, as in 123e4567-e89b-42d3-a456-426614174000");
  v1::GetTransactionRequest request;
  request.set_transaction_id(id);
  auto answer = context.session().get_transaction(request);
  if (!answer && answer.error().reason == "NO_SUCH_TRANSACTION") {
    request.set_request_id(id);
    answer = context.session().get_transaction(request);
  }
  if (!answer) return context.fail(answer.error());
  if (context.json()) return context.print_json(*answer);
  render_transaction(context.out(), *answer, context.style());
  return ExitCode::done;
}

}  // namespace

void add_transaction(CommandLine& line) {
  auto id = std::make_shared<std::string>();
  auto& command = line.add("transaction", "Show the full report of a transaction",
                           [id](Context& context) { return transaction(context, *id); });
  command.add_option("ID", *id, "The transaction's id, or the request's")->required();
}

}  // namespace visiond::cli
