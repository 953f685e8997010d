#pragma once
// What settings exist: sections and settings with type, unit, range, default and update kind. Plain data, built once at
// start-up from the tables beside each service; immutable afterwards.

#include "daemon/base/error.hpp"

#include <boost/json.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace visiond::settings {

namespace json = boost::json;

// Least disruptive first, so that they compare.
enum class UpdateKind { immediate, hot_reload, restart, recreate };
enum class Priority { critical, high, medium, low };
enum class Type { boolean, integer, number, string, list, map };

// What a string's content must look like, beyond being a string.
enum class Format {
  text,
  uri,                   // user information is refused with SECRET_IN_VALUE
  credential_reference,  // "", env:NAME, file:PATH or credential:NAME
  model_reference,       // "" or id@version
  language_tag,          // BCP 47
};

// What is wrong with one setting and what would be right.
struct Violation {
  std::string path{};
  base::ErrorCode code = base::ErrorCode::invalid_setting;
  std::string message{};

  bool operator==(const Violation&) const = default;
};

struct Setting {
  std::string name{};
  Type type = Type::string;
  std::optional<Type> element{};  // of every list element or map value; range, choices and format then hold for those
  Format format = Format::text;
  std::string unit{};
  std::optional<double> minimum{}, maximum{}, step{};
  bool zero_allowed = false;           // 0 although it lies outside the range
  std::size_t max_length = 4096;       // bytes, of strings; of each string in a list or map key
  std::vector<std::string> choices{};  // the allowed values as text; empty: any
  json::value default_value{};
  UpdateKind update_kind = UpdateKind::immediate;
  std::string description{};
  std::string required_role{};
  // A stored value that today's schema refuses makes the section IMPAIRED instead of going back to the default.
  // Credential references and addresses never fall back anyway: pictures must not go to, or come from, where nobody
  // said.
  bool never_falls_back = false;
  // Checks a coerced value beyond what stands above (the shape of list and map elements, say); pure. Paths of the
  // violations start with `path`.
  std::function<std::vector<Violation>(const std::string& path, const json::value& value)> check{};
};

struct Section {
  std::string name{};
  std::string description{};
  Priority priority = Priority::medium;
  std::vector<std::string> dependencies{};
  std::vector<Setting> settings{};

  const Setting* find(std::string_view setting) const;  // nullptr where there is none
};

class Schema {
 public:
  // Throws std::logic_error on a name given twice or a default that its own setting refuses: those are bugs in a table.
  explicit Schema(std::vector<Section> sections);

  const std::vector<Section>& sections() const { return sections_; }
  const Section* find(std::string_view section) const;  // nullptr where there is none
  // Every section with every setting at its default.
  const json::object& defaults() const { return defaults_; }
  // The full document: the defaults overlaid with what `sparse` sets. `sparse` must have passed validation.
  json::object complete(const json::object& sparse) const;

 private:
  std::vector<Section> sections_;
  json::object defaults_;
};

// The section with its defaults coerced by their types; a missing default becomes the type's zero value. Throws as
// Schema does.
Section with_checked_defaults(Section section);

// "HOT_RELOAD", "CRITICAL", "NUMBER": the names of the wire contract without their prefix.
std::string_view to_string(UpdateKind kind);
std::string_view to_string(Priority priority);
std::string_view to_string(Type type);

}  // namespace visiond::settings
