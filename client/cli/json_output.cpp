#include "client/cli/json_output.hpp"

#include "client/cli/exit_code.hpp"
#include "daemon/settings/json_text.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver.h>
#include <google/protobuf/util/type_resolver_util.h>

#include <memory>

namespace visiond::cli {
namespace {

namespace json = boost::json;
namespace util = google::protobuf::util;

constexpr const char* host = "type.googleapis.com";

// The order of a map's keys is not stable on the wire unless asked for.
std::string sorted_bytes_of(const google::protobuf::Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

json::object object_of(const google::protobuf::Message& message) {
  const auto parsed = settings::read_json(json_text_of(message));
  return parsed && parsed->is_object() ? parsed->get_object() : json::object();
}

}  // namespace

std::string json_text_of(const google::protobuf::Message& message) {
  const auto* type = message.GetDescriptor();
  const std::unique_ptr<util::TypeResolver> types(util::NewTypeResolverForDescriptorPool(host, type->file()->pool()));
  util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string text;
  const auto status = util::BinaryToJsonString(types.get(), std::string(host) + "/" + type->full_name(),
                                               sorted_bytes_of(message), &text, options);
  return status.ok() ? text : "{}";
}

json::object json_of(const client::Failure& failure) {
  json::object error{{"code", std::string(status_name(failure.code))},
                     {"reason", failure.reason},
                     {"message", failure.message},
                     {"path", failure.path},
                     {"retryable", failure.retryable},
                     {"transactionId", failure.transaction_id}};
  json::array violations;
  for (const auto& violation : failure.violations) violations.push_back(object_of(violation));
  error["violations"] = std::move(violations);
  // 64-bit numbers are text, as in all protobuf JSON.
  if (failure.violations_left_out > 0) error["violationsLeftOut"] = std::to_string(failure.violations_left_out);
  if (failure.current_revision) error["currentRevision"] = std::to_string(*failure.current_revision);
  if (failure.resume_revision) error["resumeRevision"] = std::to_string(*failure.resume_revision);
  json::object whole = failure.transaction ? object_of(*failure.transaction) : json::object();
  whole["error"] = std::move(error);
  return whole;
}

}  // namespace visiond::cli
