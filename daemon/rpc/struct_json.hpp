#pragma once
// Between google.protobuf.Struct and JSON. On the wire every number is a double; the schema's types make whole numbers
// of them again. Pure; thread-safe.

#include "daemon/base/error.hpp"

#include <boost/json.hpp>
#include <google/protobuf/struct.pb.h>

#include <string>

namespace visiond::rpc {

namespace json = boost::json;

// INVALID_SETTING for a value whose kind is not set, with `name` and its path.
base::Result<json::object> read_struct(const google::protobuf::Struct& message, const std::string& name);

void write_value(const json::value& value, google::protobuf::Value& into);
void write_struct(const json::object& object, google::protobuf::Struct& into);

}  // namespace visiond::rpc
