#pragma once
// What a client finds in a failed call's details. Pure.

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "visiond/v1/settings.pb.h"

#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include <optional>

namespace visiond::testing {

struct Details {
  google::rpc::Status status;
  std::optional<google::rpc::ErrorInfo> info;
  std::optional<google::rpc::BadRequest> bad_request;
  std::optional<v1::Transaction> report;
  bool in_order = true;  // ErrorInfo, BadRequest, Transaction; nothing else

  std::string reason() const { return info ? info->reason() : "(no ErrorInfo)"; }
  std::string metadata(const std::string& key) const {
    if (!info) return "(no ErrorInfo)";
    const auto found = info->metadata().find(key);
    return found == info->metadata().end() ? "(none)" : found->second;
  }
};

namespace details_impl {

template <class Message>
bool unpack(const google::protobuf::Any& any, std::optional<Message>& into) {
  if (!any.Is<Message>()) return false;
  Message message;
  EXPECT_TRUE(any.UnpackTo(&message)) << any.type_url();
  into = std::move(message);
  return true;
}

}  // namespace details_impl

inline Details details_of(const grpc::Status& status) {
  Details details;
  EXPECT_TRUE(details.status.ParseFromString(status.error_details()));
  int place = 0;
  const auto comes = [&](int next) {
    details.in_order = details.in_order && next > place;
    place = next;
  };
  for (const auto& any : details.status.details()) {
    if (details_impl::unpack(any, details.info))
      comes(1);
    else if (details_impl::unpack(any, details.bad_request))
      comes(2);
    else if (details_impl::unpack(any, details.report))
      comes(3);
    else
      details.in_order = false;
  }
  return details;
}

}  // namespace visiond::testing
