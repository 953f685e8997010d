#pragma once
// A settings document or merge patch in a file of JSON with comments. Pure, but for reading the file; thread-safe.

#include <google/protobuf/struct.pb.h>

#include <istream>
#include <string>

namespace visiond::cli {

// FILE's content, or that of `in` for "-". Throws UsageError with file, line and column.
google::protobuf::Struct read_document(const std::string& file, std::istream& in);

}  // namespace visiond::cli
