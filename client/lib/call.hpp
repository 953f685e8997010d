#pragma once
// How Session's functions call and read: deadline, stop and failures in one place. Inner part of the library. Pure but
// for the call itself; thread-safe.

#include "client/lib/session.hpp"

#include <grpcpp/client_context.h>

#include <array>
#include <chrono>
#include <stop_token>
#include <string>
#include <utility>

namespace visiond::client {

// "" where it did not come.
inline std::string metadata(const std::multimap<grpc::string_ref, grpc::string_ref>& all, const char* key) {
  const auto found = all.find(key);
  return found == all.end() ? "" : std::string(found->second.data(), found->second.size());
}

template <class Stub, class Request, class Reply>
Answer<Reply> call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Reply*),
                   const Request& request, std::chrono::system_clock::time_point deadline,
                   const std::stop_token& stop) {
  grpc::ClientContext context;
  context.set_deadline(deadline);
  const std::stop_callback cancel(stop, [&context] { context.TryCancel(); });
  Reply reply;
  const grpc::Status status = (stub.*method)(&context, request, &reply);
  if (status.ok()) return reply;
  Failure failure = failure_of(status);
  if (failure.transaction_id.empty())
    failure.transaction_id = metadata(context.GetServerInitialMetadata(), "visiond-transaction-id");
  return failure;
}

// Reads until the end, the handler's false or one of the stops.
template <class Reader, class Message>
Answer<void> read_all(grpc::ClientContext& context, Reader& reader, const std::array<std::stop_token, 2>& stops,
                      const Session::Handler<Message>& handler) {
  const auto cancel = [&context] { context.TryCancel(); };
  const std::stop_callback first(stops[0], cancel);
  const std::stop_callback second(stops[1], cancel);
  bool enough = false;
  for (Message message; !enough && reader.Read(&message);) enough = !handler(message);
  if (enough) context.TryCancel();
  const grpc::Status status = reader.Finish();
  if (enough || stops[0].stop_requested() || stops[1].stop_requested()) return {};
  if (status.ok())
    return Failure{
        .code = grpc::StatusCode::UNAVAILABLE, .reason = "STREAM_ENDED", .message = "visiond ended the stream"};
  return failure_of(status);
}

}  // namespace visiond::client
