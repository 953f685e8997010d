#pragma once
// PATH=VALUE as written on the command line, and the merge patch that several of them make. Pure; thread-safe.

#include "client/cli/schema_index.hpp"

#include <google/protobuf/struct.pb.h>

#include <istream>
#include <string>
#include <vector>

namespace visiond::cli {

struct Assignment {
  std::string path;  // as it was written
  std::vector<std::string> keys;
  std::string text;
};

// Splits at the first '=' outside quotes: detection.class_confidence["a=b"]=0.5. Throws UsageError.
Assignment read_assignment(const std::string& argument);

// Throws UsageError.
std::vector<std::string> read_path(const std::string& text);

// Both throw UsageError where one path lies in another or comes twice: the order of arguments shall not matter.
google::protobuf::Struct patch_of(const std::vector<Assignment>& assignments, const SchemaIndex& schema,
                                  std::istream& in);
google::protobuf::Struct patch_to_defaults(const std::vector<std::string>& paths);

}  // namespace visiond::cli
