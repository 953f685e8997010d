#include "client/lib/value.hpp"

#include <map>

namespace visiond::client {

using google::protobuf::Struct;
using google::protobuf::Value;

Value to_proto(const json::value& value) {
  Value result;
  switch (value.kind()) {
    case json::kind::null:
      result.set_null_value(google::protobuf::NULL_VALUE);
      break;
    case json::kind::bool_:
      result.set_bool_value(value.get_bool());
      break;
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_:
      result.set_number_value(value.to_number<double>());
      break;
    case json::kind::string:
      result.set_string_value(value.get_string().c_str(), value.get_string().size());
      break;
    case json::kind::array:
      result.mutable_list_value();
      for (const auto& element : value.get_array()) *result.mutable_list_value()->add_values() = to_proto(element);
      break;
    case json::kind::object:
      *result.mutable_struct_value() = to_proto(value.get_object());
      break;
  }
  return result;
}

Struct to_proto(const json::object& object) {
  Struct result;
  for (const auto& member : object) (*result.mutable_fields())[std::string(member.key())] = to_proto(member.value());
  return result;
}

json::value to_json(const Value& value) {
  switch (value.kind_case()) {
    case Value::kBoolValue:
      return value.bool_value();
    case Value::kNumberValue:
      return value.number_value();
    case Value::kStringValue:
      return json::value(value.string_value());
    case Value::kListValue: {
      json::array list;
      for (const auto& element : value.list_value().values()) list.push_back(to_json(element));
      return list;
    }
    case Value::kStructValue:
      return to_json(value.struct_value());
    default:
      return nullptr;
  }
}

json::object to_json(const Struct& object) {
  std::map<std::string, const Value*> sorted;
  for (const auto& [key, value] : object.fields()) sorted.emplace(key, &value);
  json::object result;
  for (const auto& [key, value] : sorted) result.emplace(key, to_json(*value));
  return result;
}

const Value* find(const Struct& object, const std::vector<std::string>& keys) {
  const Struct* level = &object;
  const Value* found = nullptr;
  for (const auto& key : keys) {
    if (level == nullptr) return nullptr;
    const auto member = level->fields().find(key);
    if (member == level->fields().end()) return nullptr;
    found = &member->second;
    level = found->has_struct_value() ? &found->struct_value() : nullptr;
  }
  return found;
}

}  // namespace visiond::client
