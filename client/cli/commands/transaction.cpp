#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/pages.hpp"
#include "client/cli/render_transaction.hpp"
#include "client/cli/transaction_id.hpp"

#include <memory>

namespace visiond::cli {
namespace {

struct ListOptions {
  std::uint64_t count = 20;
  v1::Transaction::State state = v1::Transaction::STATE_UNSPECIFIED;
  std::string author;
  std::string section;
};

ExitCode transaction(Context& context, const std::string& id) {
  const auto answer = by_either_id<v1::GetTransactionRequest>(
      id, [&](const auto& request) { return context.session().get_transaction(request); });
  if (!answer) return context.fail(answer.error());
  if (context.json()) return context.print_json(*answer);
  render_transaction(context.out(), *answer, context.style());
  return ExitCode::done;
}

ExitCode transactions(Context& context, const ListOptions& options) {
  v1::ListTransactionsRequest request;
  if (options.state != v1::Transaction::STATE_UNSPECIFIED) request.add_states(options.state);
  request.set_author(options.author);
  request.set_section(options.section);
  const auto all = collect_pages<v1::ListTransactionsResponse>(
      std::move(request), options.count, [&](const auto& page) { return context.session().list_transactions(page); },
      [](auto& response) { return response.mutable_transactions(); });
  if (!all) return context.fail(all.error());
  if (context.json()) return context.print_json(*all);
  render_transactions(context.out(), *all);
  return ExitCode::done;
}

std::vector<std::pair<std::string, v1::Transaction::State>> states() {
  std::vector<std::pair<std::string, v1::Transaction::State>> words;
  for (int state = v1::Transaction::State_MIN + 1; state <= v1::Transaction::State_MAX; ++state) {
    const auto value = static_cast<v1::Transaction::State>(state);
    words.emplace_back(CLI::detail::to_lower(name_of(value)), value);
  }
  return words;
}

}  // namespace

void add_transaction(CommandLine& line) {
  auto id = std::make_shared<std::string>();
  auto& command = line.add("transaction", "Show the full report of a transaction",
                           [id](Context& context) { return transaction(context, *id); });
  command.add_option("ID", *id, "The transaction's id, or the request's")->required();
}

void add_transactions(CommandLine& line) {
  auto options = std::make_shared<ListOptions>();
  auto& command = line.add("transactions", "List the kept transactions, newest first",
                           [options](Context& context) { return transactions(context, *options); });
  CommandLine::add_count(command, "-n,--count", options->count, 1, "How many, 20 if not given");
  CommandLine::add_choice<v1::Transaction::State>(command, "--state", options->state, states(), "Only in this state");
  command.add_option("--author", options->author, "Only this author's")->type_name("TEXT");
  command.add_option("--section", options->section, "Only those that were to change it")->type_name("SECTION");
}

}  // namespace visiond::cli
