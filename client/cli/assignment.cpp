#include "client/cli/assignment.hpp"

#include "client/cli/usage_error.hpp"
#include "client/cli/value_reader.hpp"
#include "daemon/settings/path.hpp"

#include <set>
#include <utility>

namespace visiond::cli {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

// Builds the nested patch and knows which paths were written whole.
class PatchBuilder {
 public:
  void put(const std::string& path, const std::vector<std::string>& keys, Value value) {
    Struct* level = &patch_;
    std::vector<std::string> prefix;
    for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
      prefix.push_back(keys[i]);
      if (written_.contains(prefix))
        throw UsageError(path + " lies inside " + settings::format_path(prefix) + ", which is named too, name one");
      level = (*level->mutable_fields())[keys[i]].mutable_struct_value();
    }
    if (written_.contains(keys)) throw UsageError(path + " is named twice, name it once");
    if (level->fields().contains(keys.back()))
      throw UsageError(path + " overlaps with what is named inside it, name one");
    (*level->mutable_fields())[keys.back()] = std::move(value);
    written_.insert(keys);
  }

  Struct take() { return std::move(patch_); }

 private:
  Struct patch_;
  std::set<std::vector<std::string>> written_;
};

std::size_t find_equals(const std::string& text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (text[i] == '=' && !quoted)
      return i;
  }
  return std::string::npos;
}

}  // namespace

std::vector<std::string> read_path(const std::string& text) {
  auto keys = settings::parse_path(text);
  if (!keys) throw UsageError("\"" + text + "\" is not a path: " + keys.error().message);
  return *keys;
}

Assignment read_assignment(const std::string& argument) {
  const auto equals = find_equals(argument);
  if (equals == std::string::npos || equals == 0)
    throw UsageError("\"" + argument + "\" is not PATH=VALUE, write for example camera.width=1920");
  const std::string path = argument.substr(0, equals);
  return {path, read_path(path), argument.substr(equals + 1)};
}

std::vector<Assignment> read_assignments(const std::vector<std::string>& arguments, std::istream& in) {
  std::vector<Assignment> assignments;
  PatchBuilder overlaps;
  Mistakes mistakes;
  for (const auto& argument : arguments) {
    mistakes.collect([&] {
      auto assignment = read_assignment(argument);
      overlaps.put(assignment.path, assignment.keys, {});
      assignment.text = expand_file(assignment.text, in);
      assignments.push_back(std::move(assignment));
    });
  }
  mistakes.report();
  return assignments;
}

Struct patch_of(const std::vector<Assignment>& assignments, const SchemaIndex& schema) {
  PatchBuilder builder;
  for (const auto& assignment : assignments) {
    const auto* setting = schema.exact(assignment.keys);
    const SettingType type = setting != nullptr ? setting->type() : v1::SettingsSchema::Setting::TYPE_UNSPECIFIED;
    builder.put(assignment.path, assignment.keys, read_value(type, assignment.text));
  }
  return builder.take();
}

Struct patch_to_defaults(const std::vector<std::string>& paths) {
  Value null;
  null.set_null_value(google::protobuf::NULL_VALUE);
  PatchBuilder builder;
  Mistakes mistakes;
  for (const auto& path : paths) mistakes.collect([&] { builder.put(path, read_path(path), null); });
  mistakes.report();
  return builder.take();
}

}  // namespace visiond::cli
