#pragma once
// PATH=VALUE as written on the command line, and the merge patch that several of them make. Pure, but for reading
// @FILE; thread-safe.

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

// Throws UsageError.
std::vector<std::string> read_path(const std::string& text);

// Splits at the first '=' outside quotes: detection.class_confidence["a=b"]=0.5. Throws UsageError.
Assignment read_assignment(const std::string& argument);

// All of them, @FILE replaced by its content ("@-" by that of `in`). One UsageError names every mistake: what is no
// PATH=VALUE, a file that cannot be read, a path that lies in another or comes twice (the order of arguments shall not
// matter). Whether a path or value is right is the daemon's to say, of all of them in one answer.
std::vector<Assignment> read_assignments(const std::vector<std::string>& arguments, std::istream& in);

// Of what read_assignments gave: each value read by its setting's type.
google::protobuf::Struct patch_of(const std::vector<Assignment>& assignments, const SchemaIndex& schema);

// Puts back what these paths name. One UsageError names every mistake.
google::protobuf::Struct patch_to_defaults(const std::vector<std::string>& paths);

}  // namespace visiond::cli
