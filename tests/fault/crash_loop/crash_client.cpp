#include "tests/fault/crash_loop/crash_client.hpp"

#include "client/lib/failure.hpp"
#include "tests/support/waiting.hpp"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace visiond::testing {
namespace {

using Kind = CrashRequest::Kind;
using State = CrashView::State;
using Tentative = CrashRequest::Tentative;

constexpr std::chrono::seconds call_limit{30};
// A change that expires at any moment, and one that outlives the run.
constexpr int expiring_ms = 60;
constexpr int lasting_s = 1800;

std::unique_ptr<grpc::ClientContext> new_call() {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + call_limit);
  return context;
}

void expect(const grpc::Status& status, const std::string& what) {
  if (!status.ok()) throw std::runtime_error(what + ": " + status.error_message());
}

// Numbers only: what else there is stays as the initial settings have it.
Values values_of(const google::protobuf::Struct& document) {
  Values values;
  for (const auto& [section, fields] : document.fields())
    for (const auto& [name, value] : fields.struct_value().fields())
      if (value.kind_case() == google::protobuf::Value::kNumberValue)
        values[section + "." + name] = static_cast<int>(value.number_value());
  return values;
}

google::protobuf::Struct patch_of(const Values& values) {
  google::protobuf::Struct patch;
  for (const auto& [path, value] : values) {
    const auto dot = path.find('.');
    auto& section = *(*patch.mutable_fields())[path.substr(0, dot)].mutable_struct_value();
    (*section.mutable_fields())[path.substr(dot + 1)].set_number_value(value);
  }
  return patch;
}

template <class Message>
void set_common(const CrashRequest& request, Message& message) {
  message.set_expected_revision(request.expected_revision);
  message.set_request_id(request.request_id);
  if (request.tentative == Tentative::lasting) message.mutable_confirm_timeout()->set_seconds(lasting_s);
  if (request.tentative == Tentative::expiring) message.mutable_confirm_timeout()->set_nanos(expiring_ms * 1'000'000);
}

grpc::Status carry_out(v1::SettingsService::Stub& stub, const CrashRequest& request, v1::Transaction& answer) {
  const auto call = new_call();
  switch (request.kind) {
    case Kind::set: {
      v1::ApplyTransactionRequest message;
      *message.mutable_patch() = patch_of(request.patch);
      set_common(request, message);
      return stub.ApplyTransaction(call.get(), message, &answer);
    }
    case Kind::rollback:
    case Kind::undo: {
      v1::RollbackSettingsRequest message;
      if (request.kind == Kind::undo)
        message.set_undo_revision(request.target);
      else
        message.set_revision(request.target);
      set_common(request, message);
      return stub.RollbackSettings(call.get(), message, &answer);
    }
    case Kind::confirm: {
      v1::ConfirmTransactionRequest message;
      message.set_transaction_id(request.transaction);
      return stub.ConfirmTransaction(call.get(), message, &answer);
    }
    case Kind::cancel:
      break;
  }
  v1::CancelTransactionRequest message;
  message.set_transaction_id(request.transaction);
  return stub.CancelTransaction(call.get(), message, &answer);
}

State state_of(const v1::Transaction& transaction) {
  switch (transaction.state()) {
    case v1::Transaction::STATE_COMMITTED:
      return State::committed;
    case v1::Transaction::STATE_AWAITING_CONFIRMATION:
      return State::awaiting;
    case v1::Transaction::STATE_REVERTED:
      return State::reverted;
    default:
      return State::other;
  }
}

}  // namespace

CrashClient::CrashClient(const std::string& address) {
  grpc::ChannelArguments own;
  // A killed daemon leaves a shared connection in its back-off.
  own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  stub_ = v1::SettingsService::NewStub(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), own));
}

std::optional<CrashReply> CrashClient::perform(const CrashRequest& request) {
  v1::Transaction answer;
  const auto status = carry_out(*stub_, request, answer);
  if (status.ok()) return CrashReply{{}, answer.transaction_id(), answer.revision(), answer.changed()};
  const auto failure = client::failure_of(status);
  if (failure.reason.empty()) {
    if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) throw std::runtime_error("a call hangs");
    return std::nullopt;
  }
  return CrashReply{failure.reason, failure.transaction_id, 0, false};
}

std::vector<v1::Revision> CrashClient::revisions_from(std::uint64_t first) {
  std::vector<v1::Revision> found;
  v1::ListRevisionsRequest request;
  for (;;) {
    v1::ListRevisionsResponse page;
    expect(stub_->ListRevisions(new_call().get(), request, &page), "revisions");
    for (const auto& revision : page.revisions())
      if (revision.revision() >= first) found.push_back(revision);
    request.set_page_token(page.next_page_token());
    if (page.next_page_token().empty() || page.revisions().rbegin()->revision() <= first) break;
  }
  std::reverse(found.begin(), found.end());
  return found;
}

v1::Transaction CrashClient::transaction(const std::string& id) {
  v1::GetTransactionRequest request;
  request.set_transaction_id(id);
  v1::Transaction found;
  expect(stub_->GetTransaction(new_call().get(), request, &found), "transaction " + id);
  return found;
}

CrashView CrashClient::look(std::uint64_t first, const std::set<std::string>& requests, const std::string& awaited) {
  CrashView view;
  view.first = first;
  std::set<std::string> transactions;
  if (!awaited.empty()) transactions.insert(awaited);
  auto due = first;
  for (const auto& revision : revisions_from(first)) {
    if (revision.revision() != due++) throw std::runtime_error("a revision is missing before " + std::to_string(due));
    const bool revert = revision.author() == "visiond" && revision.revision() > 1;
    view.revisions.push_back({values_of(revision.overrides()), revision.transaction_id(), revert});
  }
  const auto newest = view.revisions.size();
  for (auto n = newest; n-- > 0 && n + 2 >= newest;) transactions.insert(view.revisions[n].transaction);
  v1::Revision running;
  expect(stub_->GetSettings(new_call().get(), {}, &running), "settings");
  view.running = values_of(running.overrides());
  for (const auto& id : transactions) view.states[id] = state_of(transaction(id));
  for (const auto& id : requests) {
    v1::GetTransactionRequest request;
    request.set_request_id(id);
    v1::Transaction found;
    const auto status = stub_->GetTransaction(new_call().get(), request, &found);
    if (status.error_code() != grpc::StatusCode::NOT_FOUND) expect(status, "request " + id);
    view.transactions_of_requests[id] = status.ok() ? std::optional(found.transaction_id()) : std::nullopt;
  }
  return view;
}

void CrashClient::wait_for_expiry() {
  v1::Revision running;
  expect(stub_->GetSettings(new_call().get(), {}, &running), "settings");
  const auto id = running.transaction_id();
  const bool over = eventually([&] {
    const auto seen = transaction(id);
    return state_of(seen) != State::awaiting || seen.confirm_remaining().seconds() > 1;
  });
  if (!over) throw std::runtime_error("transaction " + id + " expired and is not taken back");
}

}  // namespace visiond::testing
