#include "client/cli/commit.hpp"

#include "client/cli/live_progress.hpp"
#include "client/cli/render_transaction.hpp"

#include <optional>

namespace visiond::cli {
namespace {

client::Answer<v1::Transaction> send(client::Session& session, const v1::ApplyTransactionRequest& request) {
  return session.apply_transaction(request);
}

client::Answer<v1::Transaction> send(client::Session& session, const v1::RollbackSettingsRequest& request) {
  return session.rollback_settings(request);
}

template <class Request>
client::Answer<v1::Transaction> send_watched(Context& context, const Request& request) {
  std::optional<LiveProgress> progress;
  if (context.live()) progress.emplace(context, request.request_id());
  return send(context.session(), request);
}

template <class Request>
ExitCode commit_any(Context& context, const Request& request) {
  const auto answer = send_watched(context, request);
  if (!answer) {
    const ExitCode code = context.fail(answer.error());
    if (client::undecided(answer.error()) && !request.validate_only())
      context.err() << "If the change arrived, visionctl transaction " << request.request_id()
                    << " tells what became of it; trying again with --request-id " << request.request_id()
                    << " does not apply it twice\n";
    return code;
  }
  if (context.json())
    context.print_json(*answer);
  else
    render_transaction(context.out(), *answer, context.style());
  return answer->state() == v1::Transaction::STATE_PARTIALLY_COMMITTED ? ExitCode::partially_committed : ExitCode::done;
}

}  // namespace

ExitCode commit(Context& context, const v1::ApplyTransactionRequest& request) { return commit_any(context, request); }

ExitCode commit(Context& context, const v1::RollbackSettingsRequest& request) { return commit_any(context, request); }

}  // namespace visiond::cli
