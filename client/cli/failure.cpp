#include "client/cli/session.hpp"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace visiond::cli {
namespace {

void take(const google::rpc::BadRequest& bad, Failure& failure) {
  for (const auto& field : bad.field_violations()) {
    auto& violation = failure.violations.emplace_back();
    violation.set_path(field.field());
    violation.set_reason(field.reason());
    violation.set_message(field.description());
  }
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
      failure.reason = info.reason();
    else if (detail.UnpackTo(&bad))
      take(bad, failure);
    else if (detail.UnpackTo(&transaction))
      failure.transaction = transaction;
  }
  return failure;
}

}  // namespace visiond::cli
