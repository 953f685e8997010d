#pragma once
// A setting's value as people read it. Pure; thread-safe.

#include <google/protobuf/struct.pb.h>

#include <string>

namespace visiond::cli {

// JSON on one line, without control characters; "–" for none (a map that has no such key).
std::string to_text(const google::protobuf::Value& value);

}  // namespace visiond::cli
