#include "client/cli/context.hpp"

#include "client/cli/json_output.hpp"
#include "client/cli/render_transaction.hpp"
#include "client/cli/table.hpp"
#include "daemon/settings/json_text.hpp"
#include "daemon/settings/path.hpp"

namespace visiond::cli {
namespace {

using client::Failure;

// gRPC's own words, not visiond's: nobody is there.
bool nobody_there(const Failure& failure) {
  return failure.code == grpc::StatusCode::UNAVAILABLE && failure.reason.empty();
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// In our words where visiond said nothing.
std::string message_of(const Failure& failure) {
  if (failure.reason.empty() && failure.code == grpc::StatusCode::DEADLINE_EXCEEDED)
    return "The time-out has passed; --timeout gives more time";
  if (failure.reason.empty() && failure.code == grpc::StatusCode::CANCELLED) return "Stopped before the answer came";
  return failure.message;
}

// What the lines behind it do not say anyway.
std::string sentence_of(const Failure& failure) {
  std::string text = message_of(failure);
  const auto wrong = failure.violations.size() + failure.violations_left_out;
  if (wrong > 1 && says(text, failure.violations.front().message()))
    text = std::to_string(wrong) + " settings are wrong";
  else if (!says(text, failure.path))
    text = failure.path + ": " + text;
  if (!failure.reason.empty()) text += " (" + failure.reason + ")";
  return printable(text);
}

void list_violations(std::ostream& err, const Failure& failure) {
  const auto& all = failure.violations;
  if (all.size() == 1 && says(failure.message, all.front().message())) return;
  for (const auto& violation : all)
    err << "  " << printable(violation.path()) << ": " << printable(violation.message()) << '\n';
  if (failure.violations_left_out > 0)
    err << "  and " << failure.violations_left_out << " more, visionctl transaction "
        << printable(failure.transaction_id) << " shows all\n";
}

}  // namespace

Context::Context(Streams& streams, const GlobalOptions& options) : streams_(streams), options_(options) {}

client::Session& Context::session() {
  if (!session_)
    session_.emplace(
        client::SessionOptions{.address = options_.address, .timeout = options_.timeout, .stop = streams_.stop});
  return *session_;
}

ExitCode Context::print_json(const google::protobuf::Message& message) {
  out() << json_text_of(message) << '\n';
  return ExitCode::done;
}

ExitCode Context::fail(const Failure& failure) {
  if (json()) out() << settings::write_json(json_of(failure)) << '\n';
  explain(failure);
  return exit_code_of(failure.code, failure.reason);
}

void Context::explain(const Failure& failure) {
  if (nobody_there(failure))
    err() << "visionctl: No visiond answers at " << options_.address
          << "; give another address with --address or VISIOND_ADDRESS\n  " << printable(failure.message) << '\n';
  else
    err() << "visionctl: " << sentence_of(failure) << '\n';
  list_violations(err(), failure);
  if (failure.resume_revision) err() << "Go on with --from " << *failure.resume_revision << '\n';
  // JSON holds the report already.
  if (json() || !failure.transaction) return;
  v1::Transaction report = *failure.transaction;
  report.clear_violations();
  render_transaction(err(), report, Style(false));
}

ExitCode Context::fail_unknown_path(const std::string& path, const std::vector<std::string>& known) {
  const std::string meant = settings::nearest(path, known);
  std::string message = "There is no setting " + path;
  message += meant.empty() ? ", visionctl describe lists them" : ", did you mean " + meant + "?";
  return fail({.code = grpc::StatusCode::INVALID_ARGUMENT, .reason = "UNKNOWN_SETTING", .message = message});
}

ExitCode Context::follow(const client::Answer<void>& end) {
  if (!end) return fail(end.error());
  return ExitCode::done;
}

}  // namespace visiond::cli
