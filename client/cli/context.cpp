#include "client/cli/context.hpp"

#include "client/cli/render_transaction.hpp"
#include "client/cli/table.hpp"
#include "client/cli/value.hpp"
#include "daemon/settings/path.hpp"

#include <google/protobuf/util/json_util.h>

namespace visiond::cli {
namespace {

std::string json_of(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  return status.ok() ? text : "{}";
}

json::value json_value_of(const google::protobuf::Message& message) {
  const auto parsed = settings::read_json(json_of(message));
  return parsed ? *parsed : json::value();
}

json::object json_of(const Failure& failure) {
  json::object error{
      {"code", std::string(status_name(failure.code))}, {"reason", failure.reason}, {"message", failure.message}};
  json::array violations;
  for (const auto& violation : failure.violations) violations.push_back(json_value_of(violation));
  error["violations"] = std::move(violations);
  error["transaction"] = failure.transaction ? json_value_of(*failure.transaction) : json::value();
  if (!failure.resume_revision.empty()) error["resumeRevision"] = failure.resume_revision;
  return json::object{{"error", std::move(error)}};
}

}  // namespace

Context::Context(Streams& streams, const GlobalOptions& options) : streams_(streams), options_(options) {}

std::string Context::address() const { return options_.address; }

Session& Context::client() {
  if (!session_) session_.emplace(address(), options_.timeout, streams_.stop);
  return *session_;
}

ExitCode Context::print_json(const google::protobuf::Message& message) {
  out() << json_of(message) << '\n';
  return ExitCode::done;
}

ExitCode Context::fail(const Failure& failure) {
  if (json()) out() << settings::write_json(json_of(failure)) << '\n';
  explain(failure);
  return exit_code_of(failure.code, failure.reason);
}

void Context::explain(const Failure& failure) {
  // gRPC's own, not visiond's: nobody is there.
  if (failure.code == grpc::StatusCode::UNAVAILABLE && failure.reason.empty())
    err() << "visionctl: No visiond answers at " << address()
          << "; give another address with --address or VISIOND_ADDRESS\n  " << printable(failure.message) << '\n';
  else
    err() << "visionctl: " << printable(failure.message)
          << (failure.reason.empty() ? "" : " (" + printable(failure.reason) + ")") << '\n';
  for (const auto& violation : failure.violations)
    err() << "  " << printable(violation.path()) << ": " << printable(violation.message()) << '\n';
  if (!failure.resume_revision.empty()) err() << "Go on with --from " << printable(failure.resume_revision) << '\n';
  // JSON holds the report already.
  if (json() || !failure.transaction) return;
  err() << headline(*failure.transaction, Style(false)) << '\n';
  render_report(err(), *failure.transaction);
}

ExitCode Context::fail_unknown_path(const std::string& path, const std::vector<std::string>& known) {
  const std::string meant = settings::nearest(path, known);
  std::string message = "There is no setting " + path;
  message += meant.empty() ? ", visionctl describe lists them" : ", did you mean " + meant + "?";
  return fail({.code = grpc::StatusCode::INVALID_ARGUMENT, .reason = "UNKNOWN_SETTING", .message = message});
}

ExitCode Context::follow(const Answer<void>& end) {
  if (!end) return fail(end.error());
  return ExitCode::done;
}

}  // namespace visiond::cli
