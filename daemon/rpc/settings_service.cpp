#include "daemon/rpc/settings_service.hpp"

#include "daemon/rpc/apply_call.hpp"
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

// Ends the page early where gRPC's clients, which take 4 MiB, could not receive all of it.
void write_page(const runtime::RevisionPage& page, v1::ListRevisionsResponse& into) {
  constexpr std::size_t page_bytes = std::size_t{2} << 20;
  std::size_t bytes = 0;
  for (const auto& revision : page.revisions) {
    if (bytes > page_bytes) return into.set_next_page_token(std::to_string(into.revisions().rbegin()->revision()));
    auto& message = *into.add_revisions();
    write(revision, message);
    bytes += message.ByteSizeLong();
  }
  into.set_next_page_token(page.next_page_token);
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
  return ApplyCall::begin(engine_, *context, *request, *response);
}

grpc::ServerUnaryReactor* SettingsService::GetTransaction(grpc::CallbackServerContext* context,
                                                          const v1::GetTransactionRequest* request,
                                                          v1::Transaction* response) {
  auto selector = read_request(*request);
  if (!selector) return finished(*context, status_of(selector.error()));
  auto* reactor = context->DefaultReactor();
  const auto done = [reactor, response](const Result<std::shared_ptr<const transaction::Report>>& report) {
    if (!report) return reactor->Finish(status_of(report.error()));
    write(**report, *response);
    reactor->Finish(grpc::Status::OK);
  };
  std::visit([&](const auto& id) { engine_.transaction(id, done); }, *selector);
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
