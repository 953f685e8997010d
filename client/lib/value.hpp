#pragma once
// Settings' values between the wire (google.protobuf.Value, Struct) and JSON. Pure; thread-safe.

#include "daemon/settings/json_text.hpp"

#include <google/protobuf/struct.pb.h>

#include <string>
#include <vector>

namespace visiond::client {

namespace json = boost::json;

google::protobuf::Value to_proto(const json::value& value);
google::protobuf::Struct to_proto(const json::object& object);

// Members come sorted by name: the order of a Struct is not stable.
json::value to_json(const google::protobuf::Value& value);
json::object to_json(const google::protobuf::Struct& object);

// The member the path leads to, or nullptr.
const google::protobuf::Value* find(const google::protobuf::Struct& object, const std::vector<std::string>& keys);

}  // namespace visiond::client
