#include "client/lib/failure.hpp"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

#include <charconv>
#include <stdexcept>
#include <utility>

namespace visiond::client {
namespace {

constexpr const char* own_domain = "visiond";

std::string value_of(const google::rpc::ErrorInfo& info, const std::string& key) {
  const auto found = info.metadata().find(key);
  return found == info.metadata().end() ? "" : found->second;
}

std::optional<std::uint64_t> number_of(const google::rpc::ErrorInfo& info, const std::string& key) {
  const std::string text = value_of(info, key);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

void take(const google::rpc::ErrorInfo& info, Failure& failure) {
  if (info.domain() != own_domain) return;
  failure.reason = info.reason();
  failure.path = value_of(info, "path");
  failure.transaction_id = value_of(info, "transaction_id");
  failure.current_revision = number_of(info, "current_revision");
  failure.violations_left_out = number_of(info, "violations_left_out").value_or(0);
  failure.retryable = value_of(info, "retryable") == "true";
}

void take(const google::rpc::BadRequest& bad, Failure& failure) {
  for (const auto& field : bad.field_violations()) {
    auto& violation = failure.violations.emplace_back();
    violation.set_path(field.field());
    violation.set_reason(field.reason());
    violation.set_message(field.description());
  }
}

void take(v1::Transaction transaction, Failure& failure) {
  // Either list may have been cut: the longer one is shown.
  if (transaction.violations_size() > static_cast<int>(failure.violations.size()))
    failure.violations.assign(transaction.violations().begin(), transaction.violations().end());
  if (failure.transaction_id.empty()) failure.transaction_id = transaction.transaction_id();
  failure.transaction = std::move(transaction);
}

}  // namespace

Failure failure_of(const grpc::Status& status) {
  Failure failure{.code = status.error_code(), .message = status.error_message()};
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return failure;
  for (const auto& detail : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    v1::Transaction transaction;
    if (detail.UnpackTo(&info))
      take(info, failure);
    else if (detail.UnpackTo(&bad))
      take(bad, failure);
    else if (detail.UnpackTo(&transaction))
      take(std::move(transaction), failure);
  }
  return failure;
}

bool undecided(const Failure& failure) {
  return failure.reason.empty() &&
         (failure.code == grpc::StatusCode::UNAVAILABLE || failure.code == grpc::StatusCode::DEADLINE_EXCEEDED ||
          failure.code == grpc::StatusCode::CANCELLED);
}

void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
  throw std::logic_error(failure.reason + ": " + failure.message);
}

}  // namespace visiond::client
