#include "daemon/rpc/struct_json.hpp"

#include "daemon/settings/formats.hpp"
#include "daemon/settings/path.hpp"

#include <utility>

namespace visiond::rpc {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

// Remembers the first value that is none.
class Reader {
 public:
  json::value read(const Value& value, const std::string& path) {
    switch (value.kind_case()) {
      case Value::kNullValue:
        return nullptr;
      case Value::kNumberValue:
        return value.number_value();
      case Value::kStringValue:
        return json::value(value.string_value());
      case Value::kBoolValue:
        return value.bool_value();
      case Value::kStructValue:
        return read(value.struct_value(), path);
      case Value::kListValue: {
        json::array list;
        list.reserve(static_cast<std::size_t>(value.list_value().values_size()));
        for (const auto& each : value.list_value().values())
          list.push_back(read(each, path + "[" + std::to_string(list.size()) + "]"));
        return list;
      }
      case Value::KIND_NOT_SET:
        break;
    }
    if (unset_.empty()) unset_ = path;
    return nullptr;
  }

  json::object read(const Struct& message, const std::string& path) {
    json::object object;
    object.reserve(static_cast<std::size_t>(message.fields_size()));
    for (const auto& [key, value] : message.fields())
      object.emplace(key, read(value, settings::child_path(path, settings::presentable(key))));
    return object;
  }

  const std::string& unset() const { return unset_; }

 private:
  std::string unset_;
};

}  // namespace

base::Result<json::object> read_struct(const Struct& message, const std::string& name) {
  Reader reader;
  auto object = reader.read(message, "");
  if (reader.unset().empty()) return object;
  return base::Error{base::ErrorCode::invalid_setting, reader.unset(),
                     "in " + name + ", " + reader.unset() +
                         " is a google.protobuf.Value without a kind; give a value, or null_value for the default"};
}

void write_value(const json::value& value, Value& into) {
  switch (value.kind()) {
    case json::kind::null:
      into.set_null_value(google::protobuf::NULL_VALUE);
      return;
    case json::kind::bool_:
      into.set_bool_value(value.get_bool());
      return;
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_:
      into.set_number_value(value.to_number<double>());
      return;
    case json::kind::string:
      into.set_string_value(value.get_string().data(), value.get_string().size());
      return;
    case json::kind::array: {
      auto& list = *into.mutable_list_value();
      for (const auto& each : value.get_array()) write_value(each, *list.add_values());
      return;
    }
    case json::kind::object:
      write_struct(value.get_object(), *into.mutable_struct_value());
      return;
  }
}

void write_struct(const json::object& object, Struct& into) {
  auto& fields = *into.mutable_fields();
  for (const auto& [key, value] : object) write_value(value, fields[std::string(key)]);
}

}  // namespace visiond::rpc
