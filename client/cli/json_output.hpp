#pragma once
// Answers and failures as JSON for programs. Pure; thread-safe.

#include "client/lib/failure.hpp"

#include <boost/json.hpp>
#include <google/protobuf/message.h>

#include <string>

namespace visiond::cli {

// Protobuf JSON on one line, primitive fields always there, the keys of settings sorted: equal messages give equal
// text.
std::string json_text_of(const google::protobuf::Message& message);

// {"error": {code, reason, message, …, violations}}, and beside it the members of the transaction's report if there is
// one: a script reads .state and .waves of a failed transaction as those of one that went well.
boost::json::object json_of(const client::Failure& failure);

}  // namespace visiond::cli
