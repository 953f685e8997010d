#include "daemon/rpc/settings_service.hpp"

#include "daemon/rpc/apply_call.hpp"
#include "daemon/rpc/caller.hpp"
#include "daemon/rpc/error_status.hpp"
#include "daemon/rpc/read_request.hpp"
#include "daemon/rpc/write_message.hpp"

#include <string>
#include <utility>

namespace visiond::rpc {

using base::Result;

namespace {

grpc::ServerUnaryReactor* finished(grpc::CallbackServerContext& context, const grpc::Status& status) {
  auto* reactor = context.DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

runtime::ReportHandler report_into(grpc::ServerUnaryReactor* reactor, v1::Transaction* response) {
  return [reactor, response](const Result<std::shared_ptr<const transaction::Report>>& report) {
    if (!report) return reactor->Finish(status_of(report.error()));
    write(**report, *response);
    reactor->Finish(grpc::Status::OK);
  };
}

// A page ends early where gRPC's clients, which take 4 MiB, could not receive all of it.
constexpr std::size_t page_bytes = std::size_t{2} << 20;

void write_page(const runtime::RevisionPage& page, v1::ListRevisionsResponse& into) {
  std::size_t bytes = 0;
  for (const auto& revision : page.revisions) {
    if (bytes > page_bytes) return into.set_next_page_token(std::to_string(into.revisions().rbegin()->revision()));
    auto& message = *into.add_revisions();
    write(revision, message);
    bytes += message.ByteSizeLong();
  }
  into.set_next_page_token(page.next_page_token);
}

void write_page(const runtime::TransactionPage& page, v1::ListTransactionsResponse& into) {
  std::size_t bytes = 0;
  for (std::size_t n = 0; n < page.reports.size(); ++n) {
    if (bytes > page_bytes) return into.set_next_page_token(page.page_tokens[n - 1]);
    auto& message = *into.add_transactions();
    write(*page.reports[n], message);
    bytes += message.ByteSizeLong();
  }
  if (page.more) into.set_next_page_token(page.page_tokens.back());
}

}  // namespace

SettingsService::SettingsService(runtime::SettingsApi& engine) : engine_(engine) { write(engine.schema(), schema_); }

grpc::ServerUnaryReactor* SettingsService::GetSettings(grpc::CallbackServerContext* context,
                                                       const v1::GetSettingsRequest* request, v1::Revision* response) {
  auto* reactor = context->DefaultReactor();
  engine_.revision({request->revision()}, [reactor, response](const Result<runtime::RevisionView>& revision) {
    if (!revision) return reactor->Finish(status_of(revision.error()));
    write(*revision, *response);
    reactor->Finish(grpc::Status::OK);
  });
  return reactor;
}

grpc::ServerUnaryReactor* SettingsService::DescribeSettings(grpc::CallbackServerContext* context,
                                                            const v1::DescribeSettingsRequest*,
                                                            v1::SettingsSchema* response) {
  auto* reactor = context->DefaultReactor();
  engine_.revision({}, [this, reactor, response](const Result<runtime::RevisionView>& revision) {
    if (!revision) return reactor->Finish(status_of(revision.error()));
    *response = schema_;
    response->set_revision(revision->revision.value);
    reactor->Finish(grpc::Status::OK);
  });
  return reactor;
}

grpc::ServerUnaryReactor* SettingsService::ApplyTransaction(grpc::CallbackServerContext* context,
                                                            const v1::ApplyTransactionRequest* request,
                                                            v1::Transaction* response) {
  return ApplyCall::begin(engine_, *context, read_request(*request, author_of(*context)), *response);
}

grpc::ServerUnaryReactor* SettingsService::RollbackSettings(grpc::CallbackServerContext* context,
                                                            const v1::RollbackSettingsRequest* request,
                                                            v1::Transaction* response) {
  return ApplyCall::begin(engine_, *context, read_request(*request, author_of(*context)), *response);
}

grpc::ServerUnaryReactor* SettingsService::ConfirmTransaction(grpc::CallbackServerContext* context,
                                                              const v1::ConfirmTransactionRequest* request,
                                                              v1::Transaction* response) {
  const auto id = read_request(*request);
  if (!id) return finished(*context, status_of(id.error()));
  auto* reactor = context->DefaultReactor();
  engine_.confirm(*id, report_into(reactor, response));
  return reactor;
}

grpc::ServerUnaryReactor* SettingsService::CancelTransaction(grpc::CallbackServerContext* context,
                                                             const v1::CancelTransactionRequest* request,
                                                             v1::Transaction* response) {
  const auto which = read_request(*request);
  if (!which) return finished(*context, status_of(which.error()));
  auto* reactor = context->DefaultReactor();
  engine_.cancel_transaction(*which, report_into(reactor, response));
  return reactor;
}

grpc::ServerUnaryReactor* SettingsService::GetTransaction(grpc::CallbackServerContext* context,
                                                          const v1::GetTransactionRequest* request,
                                                          v1::Transaction* response) {
  auto selector = read_request(*request);
  if (!selector) return finished(*context, status_of(selector.error()));
  auto* reactor = context->DefaultReactor();
  std::visit([&](const auto& id) { engine_.transaction(id, report_into(reactor, response)); }, *selector);
  return reactor;
}

grpc::ServerUnaryReactor* SettingsService::ListTransactions(grpc::CallbackServerContext* context,
                                                            const v1::ListTransactionsRequest* request,
                                                            v1::ListTransactionsResponse* response) {
  auto query = read_request(*request);
  if (!query) return finished(*context, status_of(query.error()));
  auto* reactor = context->DefaultReactor();
  engine_.transactions(std::move(*query), [reactor, response](const Result<runtime::TransactionPage>& page) {
    if (!page) return reactor->Finish(status_of(page.error()));
    write_page(*page, *response);
    reactor->Finish(grpc::Status::OK);
  });
  return reactor;
}

grpc::ServerUnaryReactor* SettingsService::DiffSettings(grpc::CallbackServerContext* context,
                                                        const v1::DiffSettingsRequest* request,
                                                        v1::DiffSettingsResponse* response) {
  auto* reactor = context->DefaultReactor();
  engine_.diff({request->from_revision()}, {request->to_revision()},
               [reactor, response](const Result<std::vector<settings::Change>>& changes) {
                 if (!changes) return reactor->Finish(status_of(changes.error()));
                 for (const auto& change : *changes) write(change, *response->add_changes());
                 reactor->Finish(grpc::Status::OK);
               });
  return reactor;
}

grpc::ServerUnaryReactor* SettingsService::ListRevisions(grpc::CallbackServerContext* context,
                                                         const v1::ListRevisionsRequest* request,
                                                         v1::ListRevisionsResponse* response) {
  auto query = read_request(*request);
  if (!query) return finished(*context, status_of(query.error()));
  auto* reactor = context->DefaultReactor();
  engine_.revisions(std::move(*query), [reactor, response](const Result<runtime::RevisionPage>& page) {
    if (!page) return reactor->Finish(status_of(page.error()));
    write_page(*page, *response);
    reactor->Finish(grpc::Status::OK);
  });
  return reactor;
}

}  // namespace visiond::rpc
