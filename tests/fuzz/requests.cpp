// The input as the body of every call of SettingsService in turn: unknown fields are no mistake to protobuf, so one
// body fits all.
#include "daemon/rpc/read_request.hpp"
#include "daemon/rpc/struct_json.hpp"
#include "daemon/settings/formats.hpp"
#include "daemon/settings/json_text.hpp"
#include "daemon/settings/validation.hpp"
#include "daemon/transaction/history.hpp"
#include "tests/fuzz/promise.hpp"
#include "tests/unit/settings/sample_schema.hpp"

#include <google/protobuf/stubs/logging.h>

#include <variant>

namespace visiond::fuzz {
namespace {

namespace json = boost::json;
using base::ErrorCode;

template <class Message>
Message read(std::string_view body) {
  Message message;
  if (!message.ParseFromArray(body.data(), static_cast<int>(body.size()))) message.Clear();
  return message;
}

void check_refusal(const base::Error& error) {
  const bool right_code = error.code == ErrorCode::invalid_request || error.code == ErrorCode::invalid_setting;
  promise(right_code && !error.path.empty() && error.message.find(error.path) != std::string::npos,
          "a refusal names its field", error.path + ": " + error.message);
}

const settings::Schema& schema() {
  static const settings::Schema kept = settings::sample_schema();
  return kept;
}

void check_patch(const json::object& patch) {
  const auto checked = settings::check_patch(schema(), patch);
  for (const auto& each : checked.violations)
    promise(settings::is_text(each.path + each.message), "a violation is text that the wire can carry", each.message);
  google::protobuf::Struct message;
  rpc::write_struct(patch, message);
  const auto again = rpc::read_struct(message, "patch");
  promise(again && settings::write_canonical_json(*again) == settings::write_canonical_json(patch),
          "a patch keeps its values on the wire", settings::write_json(patch));
}

void check_options(const transaction::Request& request) {
  promise(request.confirm_timeout.count() >= 0 && request.confirm_timeout <= rpc::longest_confirm_timeout,
          "the time to confirm is in its range");
  promise(request.comment.size() <= rpc::longest_comment, "the comment has its length");
  promise(transaction::digest(request) == transaction::digest(request), "a digest is one");
}

void apply(std::string_view body) {
  const auto request = rpc::read_request(read<v1::ApplyTransactionRequest>(body), "fuzz");
  if (!request) return check_refusal(request.error());
  check_options(*request);
  if (request->patch) check_patch(*request->patch);
}

void roll_back(std::string_view body) {
  const auto request = rpc::read_request(read<v1::RollbackSettingsRequest>(body), "fuzz");
  if (!request) return check_refusal(request.error());
  check_options(*request);
  static const json::object current{{"camera", {{"width", 640}}}}, target{{"ui", {{"language", "de"}}}};
  const auto resolved = transaction::resolved(schema(), *request, current, {.target = target, .before = current});
  if (!resolved) return promise(!resolved.error().message.empty(), "a path that leads nowhere is told");
  promise(resolved->patch && settings::check_patch(schema(), *resolved->patch).violations.empty(),
          "a way back leads to a valid document");
}

template <class Message>
void list(std::string_view body) {
  const auto query = rpc::read_request(read<Message>(body));
  if (!query) return check_refusal(query.error());
  promise(query->page_size > 0 && query->page_size <= 1000, "a page has its size");
}

void check_id(const std::string& id) { promise(base::is_uuid(id), "an id is one", id); }

void confirm(std::string_view body) {
  const auto id = rpc::read_request(read<v1::ConfirmTransactionRequest>(body));
  if (!id) return check_refusal(id.error());
  check_id(id->value);
}

template <class Message>
void select(std::string_view body) {
  const auto selector = rpc::read_request(read<Message>(body));
  if (!selector) return check_refusal(selector.error());
  std::visit([](const auto& id) { check_id(id.value); }, *selector);
}

}  // namespace
}  // namespace visiond::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  google::protobuf::SetLogHandler(nullptr);  // it would name every field that is no UTF-8
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto body = visiond::fuzz::text_of(data, size);
  namespace fuzz = visiond::fuzz;
  namespace v1 = visiond::v1;
  for (const auto read :
       {fuzz::apply, fuzz::roll_back, fuzz::list<v1::ListRevisionsRequest>, fuzz::list<v1::ListTransactionsRequest>,
        fuzz::confirm, fuzz::select<v1::GetTransactionRequest>, fuzz::select<v1::CancelTransactionRequest>})
    read(body);
  return 0;
}
