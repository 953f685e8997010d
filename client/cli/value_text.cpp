#include "client/cli/value_text.hpp"

#include "client/cli/table.hpp"
#include "client/lib/value.hpp"

namespace visiond::cli {

using google::protobuf::Value;

std::string to_text(const Value& value) {
  if (value.kind_case() == Value::KIND_NOT_SET || value.kind_case() == Value::kNullValue) return "–";
  return printable(settings::write_json(client::to_json(value)));
}

}  // namespace visiond::cli
