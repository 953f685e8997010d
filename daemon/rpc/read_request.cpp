#include "daemon/rpc/read_request.hpp"

#include "daemon/rpc/struct_json.hpp"
#include "daemon/rpc/time.hpp"
#include "daemon/settings/formats.hpp"

#include <algorithm>
#include <utility>

namespace visiond::rpc {

using base::Error;
using base::ErrorCode;
using base::Result;
using runtime::TransactionSelector;
using transaction::Request;

namespace {

constexpr std::size_t longest_page = 1000;
constexpr std::size_t usual_page = 100;

Error wrong(const std::string& field, const std::string& why) {
  return {ErrorCode::invalid_request, field, field + " " + why};
}

Error no_choice(const std::string& field, int value, const std::string& right) {
  return wrong(field, "is " + std::to_string(value) + ", which this version does not know; it must be " + right);
}

Result<base::RequestId> read_uuid(const std::string& field, std::string text) {
  if (!base::is_uuid(text)) {
    return wrong(field, settings::quoted(text) +
                            " is no UUID; it must look like 8a4ff0b4-6f0c-4a29-9a1e-0c6f5f2f6f6e, another for each "
                            "new request");
  }
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
  return base::RequestId{std::move(text)};
}

Result<base::Duration> read_length(const std::string& field, const google::protobuf::Duration& message) {
  const auto duration = read_duration(message);
  if (!duration) return wrong(field, "is no valid google.protobuf.Duration; seconds and nanos have one sign");
  if (*duration < base::Duration{}) return wrong(field, "is negative; it must be 0 or longer");
  return *duration;
}

template <class Message>
std::optional<Error> read_kind(const Message& message, Request& request) {
  using settings::UpdateKind;
  switch (message.max_update_kind()) {
    case v1::UPDATE_KIND_UNSPECIFIED:
      return std::nullopt;
    case v1::UPDATE_KIND_IMMEDIATE:
      request.max_update_kind = UpdateKind::immediate;
      return std::nullopt;
    case v1::UPDATE_KIND_HOT_RELOAD:
      request.max_update_kind = UpdateKind::hot_reload;
      return std::nullopt;
    case v1::UPDATE_KIND_RESTART:
      request.max_update_kind = UpdateKind::restart;
      return std::nullopt;
    case v1::UPDATE_KIND_RECREATE:
      request.max_update_kind = UpdateKind::recreate;
      return std::nullopt;
    default:
      return no_choice("max_update_kind", message.max_update_kind(), "IMMEDIATE, HOT_RELOAD, RESTART or RECREATE");
  }
}

template <class Message>
std::optional<Error> read_choices(const Message& message, Request& request) {
  if (!v1::ValidateDepth_IsValid(message.validate_depth()))
    return no_choice("validate_depth", message.validate_depth(), "PLAN or REHEARSE");
  if (!v1::Mode_IsValid(message.mode())) return no_choice("mode", message.mode(), "ATOMIC or BEST_EFFORT");
  if (!v1::AdjustmentPolicy_IsValid(message.adjustment_policy()))
    return no_choice("adjustment_policy", message.adjustment_policy(), "ACCEPT or REJECT");
  if (message.validate_depth() == v1::VALIDATE_DEPTH_REHEARSE) request.depth = transaction::Depth::rehearse;
  if (message.mode() == v1::MODE_BEST_EFFORT) request.mode = transaction::Mode::best_effort;
  if (message.adjustment_policy() == v1::ADJUSTMENT_POLICY_REJECT)
    request.adjustment_policy = transaction::AdjustmentPolicy::reject;
  return read_kind(message, request);
}

template <class Message>
std::optional<Error> read_lengths(const Message& message, Request& request) {
  if (message.has_confirm_timeout()) {
    const auto time_out = read_length("confirm_timeout", message.confirm_timeout());
    if (!time_out) return time_out.error();
    if (*time_out > longest_confirm_timeout) return wrong("confirm_timeout", "is too long; it must be at most 1 h");
    request.confirm_timeout = *time_out;
  }
  if (message.has_max_downtime()) {
    const auto downtime = read_length("max_downtime", message.max_downtime());
    if (!downtime) return downtime.error();
    request.max_downtime = *downtime;
  }
  return std::nullopt;
}

std::optional<Error> read_comment(const std::string& comment, Request& request) {
  if (comment.size() > longest_comment) {
    return wrong("comment", "has " + std::to_string(comment.size()) + " bytes; it must have at most " +
                                std::to_string(longest_comment));
  }
  if (!comment.empty() && !settings::is_text(comment)) return wrong("comment", "holds a NUL; it must be text");
  request.comment = comment;
  return std::nullopt;
}

// The options that every change has, whatever it changes.
template <class Message>
std::optional<Error> read_options(const Message& message, Request& request) {
  request.expected_revision = {message.expected_revision()};
  request.validate_only = message.validate_only();
  if (auto error = read_comment(message.comment(), request)) return error;
  if (!message.request_id().empty()) {
    auto id = read_uuid("request_id", message.request_id());
    if (!id) return id.error();
    request.request_id = std::move(*id);
  }
  if (auto error = read_choices(message, request)) return error;
  if (auto error = read_lengths(message, request)) return error;
  if (!message.has_expected_values()) return std::nullopt;
  auto values = read_struct(message.expected_values(), "expected_values");
  if (!values) return values.error();
  request.expected_values = std::move(*values);
  return std::nullopt;
}

std::optional<Error> read_target(const v1::RollbackSettingsRequest& message, Request& request) {
  const bool undo = message.target_case() == v1::RollbackSettingsRequest::kUndoRevision;
  request.kind = undo ? transaction::Kind::undo : transaction::Kind::rollback;
  request.target = {undo ? message.undo_revision() : message.revision()};
  if (request.target.value == 0) {
    return wrong(undo ? "undo_revision" : "revision",
                 "is 0; give the number of a kept revision, as ListRevisions has them");
  }
  request.paths.assign(message.paths().begin(), message.paths().end());
  return std::nullopt;
}

// What both lists have.
template <class Message, class Query>
std::optional<Error> read_page(const Message& message, Query& query) {
  if (message.page_size() < 0) return wrong("page_size", "is negative; it must be 0 (for 100) to 1000");
  const auto size = static_cast<std::size_t>(message.page_size());
  query.page_size = size == 0 ? usual_page : std::min(size, longest_page);
  query.page_token = message.page_token();
  query.author = message.author();
  query.section = message.section();
  if (message.has_after() && !(query.after = read_time(message.after())))
    return wrong("after", "is no valid google.protobuf.Timestamp");
  if (message.has_before() && !(query.before = read_time(message.before())))
    return wrong("before", "is no valid google.protobuf.Timestamp");
  return std::nullopt;
}

template <class Message>
Result<TransactionSelector> read_selector(const Message& message) {
  if (!message.request_id().empty()) {
    auto id = read_uuid("request_id", message.request_id());
    if (!id) return id.error();
    return TransactionSelector(std::move(*id));
  }
  if (!message.transaction_id().empty()) {
    auto id = read_uuid("transaction_id", message.transaction_id());
    if (!id) return id.error();
    return TransactionSelector(base::TransactionId{std::move(id->value)});
  }
  return wrong("transaction_id", "and request_id are both empty; give one of them");
}

}  // namespace

Result<Request> read_request(const v1::ApplyTransactionRequest& message, std::string author) {
  Request request;
  request.author = std::move(author);
  request.replace = message.replace();
  if (auto error = read_options(message, request)) return *error;
  if (!message.has_patch()) return request;
  auto patch = read_struct(message.patch(), "patch");
  if (!patch) return patch.error();
  request.patch = std::move(*patch);
  return request;
}

Result<Request> read_request(const v1::RollbackSettingsRequest& message, std::string author) {
  Request request;
  request.author = std::move(author);
  if (auto error = read_target(message, request)) return *error;
  if (auto error = read_options(message, request)) return *error;
  return request;
}

Result<runtime::RevisionQuery> read_request(const v1::ListRevisionsRequest& message) {
  runtime::RevisionQuery query;
  if (auto error = read_page(message, query)) return *error;
  return query;
}

Result<runtime::TransactionQuery> read_request(const v1::ListTransactionsRequest& message) {
  runtime::TransactionQuery query;
  if (auto error = read_page(message, query)) return *error;
  for (const auto state : message.states()) {
    if (state == v1::Transaction::STATE_UNSPECIFIED || !v1::Transaction::State_IsValid(state))
      return no_choice("states", state, "a state of Transaction.State");
    query.states.push_back(static_cast<transaction::State>(state - 1));
  }
  return query;
}

Result<base::TransactionId> read_request(const v1::ConfirmTransactionRequest& message) {
  auto id = read_uuid("transaction_id", message.transaction_id());
  if (!id) return id.error();
  return base::TransactionId{std::move(id->value)};
}

Result<TransactionSelector> read_request(const v1::CancelTransactionRequest& message) { return read_selector(message); }

Result<TransactionSelector> read_request(const v1::GetTransactionRequest& message) { return read_selector(message); }

}  // namespace visiond::rpc
