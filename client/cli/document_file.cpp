#include "client/cli/document_file.hpp"

#include "client/cli/usage_error.hpp"
#include "client/cli/value_reader.hpp"
#include "client/lib/value.hpp"
#include "daemon/settings/json_text.hpp"

namespace visiond::cli {

google::protobuf::Struct read_document(const std::string& file, std::istream& in) {
  const std::string name = file == "-" ? "standard input" : file;
  const auto parsed = settings::read_json(read_file(file, in), {.comments = true, .file = name});
  if (!parsed) throw UsageError(parsed.error().message);
  if (!parsed->is_object()) throw UsageError(name + " must hold a JSON object, as in {\"camera\": {\"width\": 1920}}");
  return client::to_proto(parsed->get_object());
}

}  // namespace visiond::cli
