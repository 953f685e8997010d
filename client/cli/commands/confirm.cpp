#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/render_transaction.hpp"
#include "client/cli/transaction_id.hpp"

#include <memory>

namespace visiond::cli {
namespace {

ExitCode show(Context& context, const client::Answer<v1::Transaction>& answer) {
  if (!answer) return context.fail(answer.error());
  if (context.json()) return context.print_json(*answer);
  render_transaction(context.out(), *answer, context.style());
  return ExitCode::done;
}

ExitCode confirm(Context& context, const std::string& id) {
  v1::ConfirmTransactionRequest request;
  request.set_transaction_id(checked_id(id));
  return show(context, context.session().confirm_transaction(request));
}

ExitCode cancel(Context& context, const std::string& id) {
  return show(context, by_either_id<v1::CancelTransactionRequest>(
                           id, [&](const auto& request) { return context.session().cancel_transaction(request); }));
}

}  // namespace

void add_confirm(CommandLine& line) {
  auto id = std::make_shared<std::string>();
  auto& command = line.add("confirm", "Keep a change that is taken back otherwise",
                           [id](Context& context) { return confirm(context, *id); });
  command.add_option("ID", *id, "The transaction's id")->required();
}

void add_cancel(CommandLine& line) {
  auto id = std::make_shared<std::string>();
  auto& command =
      line.add("cancel", "Cancel a transaction that waits or runs, or take back one that awaits confirmation",
               [id](Context& context) { return cancel(context, *id); });
  command.add_option("ID", *id, "The transaction's id, or the request's")->required();
}

}  // namespace visiond::cli
