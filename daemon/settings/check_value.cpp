// One value against one setting: the part of validation.hpp that judges types, ranges, choices and content.
#include "daemon/settings/describe.hpp"
#include "daemon/settings/formats.hpp"
#include "daemon/settings/json_text.hpp"
#include "daemon/settings/path.hpp"
#include "daemon/settings/validation.hpp"

#include <algorithm>
#include <cmath>

namespace visiond::settings {
namespace {

constexpr double largest_integer =
    9007199254740992.0;          // 2^53: up to here doubles, and so JSON and Struct, count exactly
constexpr int deepest = 16 - 2;  // the document and its section are levels too

bool is_deeper(const json::value& value, int levels) {
  const auto deeper = [&](const json::value& inner) { return is_deeper(inner, levels - 1); };
  if (!value.is_structured()) return false;
  if (levels == 0) return true;
  if (const auto* list = value.if_array()) return std::any_of(list->begin(), list->end(), deeper);
  const auto& map = value.get_object();
  return std::any_of(map.begin(), map.end(), [&](const auto& member) { return deeper(member.value()); });
}

class ValueChecker {
 public:
  ValueChecker(const Setting& setting, std::vector<Violation>& violations)
      : setting_(setting), violations_(violations) {}

  json::value check(Type type, const std::string& path, const json::value& value) {
    if (type == Type::boolean && value.is_bool()) return value;
    if ((type == Type::integer || type == Type::number) && value.is_number()) return number(type, path, value);
    if (type == Type::string && value.is_string()) return string(path, value);
    if (type == Type::list && value.is_array()) return list(path, value.get_array());
    if (type == Type::map && value.is_object()) return map(path, value.get_object());
    return refuse(path, subject(value) + "; it must be " + describe_requirement(setting_, type));
  }

 private:
  json::value refuse(const std::string& path, std::string message,
                     base::ErrorCode code = base::ErrorCode::invalid_setting) {
    violations_.push_back({path, code, std::move(message)});
    return nullptr;
  }

  // Somebody may have typed the secret itself where a reference belongs.
  bool may_be_secret() const {
    return setting_.format == Format::uri || setting_.format == Format::credential_reference;
  }

  std::string subject(const json::value& value) const {
    const bool hidden = may_be_secret();
    if (value.is_string()) return (hidden ? "the value" : quoted(value.get_string())) + " is text";
    if (value.is_number()) return (hidden ? "the value" : write_json(value)) + " is a number";
    if (value.is_bool()) return (hidden ? "the value" : write_json(value)) + " is a truth value";
    return value.is_array() ? "the value is a list" : value.is_object() ? "the value is a map" : "the value is null";
  }

  json::value number(Type type, const std::string& path, const json::value& value) {
    const double exact = value.to_number<double>();
    const std::string right = "; it must be " + describe_requirement(setting_, type);
    if (!std::isfinite(exact)) return refuse(path, "the value is not a finite number" + right);
    if (type == Type::integer && std::trunc(exact) != exact)
      return refuse(path, write_json(value) + " is not a whole number" + right);
    if (type == Type::integer && is_beyond_exact(value))
      return refuse(path, write_json(value) + " is too large to be counted exactly" + right + " and within ±2^53");
    const json::value coerced =
        type == Type::integer ? json::value(value.to_number<std::int64_t>()) : json::value(exact);
    const bool in_range =
        (!setting_.minimum || exact >= *setting_.minimum) && (!setting_.maximum || exact <= *setting_.maximum);
    if (!in_range && !(exact == 0 && setting_.zero_allowed))
      return refuse(path, write_json(value) + " is out of range; it must be " + bare_range(type));
    return choice(path, write_json(exact), write_json(value)) ? coerced : nullptr;
  }

  // 2^53 + 1 becomes 2^53 as a double, so integers are judged as such.
  static bool is_beyond_exact(const json::value& value) {
    if (value.is_double()) return std::abs(value.get_double()) > largest_integer;
    constexpr auto limit = static_cast<std::int64_t>(largest_integer);
    if (value.is_uint64()) return value.get_uint64() > static_cast<std::uint64_t>(limit);
    return value.get_int64() > limit || value.get_int64() < -limit;
  }

  // "0 to 1" rather than "a number, 0 to 1".
  std::string bare_range(Type type) const {
    const std::string requirement = describe_requirement(setting_, type);
    const auto comma = requirement.find(", ");
    return setting_.choices.empty() && comma != std::string::npos ? requirement.substr(comma + 2) : requirement;
  }

  bool choice(const std::string& path, const std::string& text, const std::string& shown) {
    const auto& choices = setting_.choices;
    if (choices.empty() || std::find(choices.begin(), choices.end(), text) != choices.end()) return true;
    refuse(path, shown + " is not one of the choices; it must be " + describe_requirement(setting_, Type::string));
    return false;
  }

  json::value string(const std::string& path, const json::value& value) {
    const std::string_view text = value.get_string();
    if (!is_text(text)) return refuse(path, "the text is broken; it must be valid UTF-8 without NUL");
    if (text.size() > setting_.max_length)
      return refuse(path, "the text has " + std::to_string(text.size()) + " bytes; it must have at most " +
                              std::to_string(setting_.max_length));
    if (auto mistake = find_mistake(setting_.format, text))
      return refuse(path, std::move(mistake->message), mistake->code);
    return choice(path, std::string(text), quoted(text)) ? value : nullptr;
  }

  json::value list(const std::string& path, const json::array& values) {
    json::array coerced;
    for (std::size_t i = 0; i < values.size(); ++i)
      coerced.push_back(element(path + "[" + std::to_string(i) + "]", values[i]));
    return coerced;
  }

  json::value map(const std::string& path, const json::object& members) {
    json::object coerced;
    for (const auto& member : members) {
      const std::string key = member.key();
      if (!is_text(key)) {
        refuse(path, "a key is broken; it must be valid UTF-8 without NUL");
      } else if (key.size() > setting_.max_length) {
        refuse(path, "the key " + quoted(key) + " has " + std::to_string(key.size()) + " bytes; it must have at most " +
                         std::to_string(setting_.max_length));
      } else {
        coerced.emplace(key, element(child_path(path, elide(key)), member.value()));
      }
    }
    return coerced;
  }

  json::value element(const std::string& path, const json::value& value) {
    return setting_.element ? check(*setting_.element, path, value) : any(path, value);
  }

  // An element whose shape Setting::check judges: here only what is never right.
  json::value any(const std::string& path, const json::value& value) {
    if (value.is_null()) return refuse(path, "the value is null; leave it out or give one");
    if (value.is_double() && !std::isfinite(value.get_double()))
      return refuse(path, "the value is not a finite number");
    if (value.is_string()) return string(path, value);
    if (value.is_array()) return list(path, value.get_array());
    return value.is_object() ? map(path, value.get_object()) : value;
  }

  const Setting& setting_;
  std::vector<Violation>& violations_;
};

}  // namespace

json::value check_value(const Setting& setting, const std::string& path, const json::value& value,
                        std::vector<Violation>& violations) {
  if (is_deeper(value, deepest)) {
    violations.push_back(
        {path, base::ErrorCode::invalid_setting, "the nesting is too deep; it must be at most 16 levels"});
    return nullptr;
  }
  std::vector<Violation> found;
  json::value coerced = ValueChecker(setting, found).check(setting.type, path, value);
  if (found.empty() && setting.check) found = setting.check(path, coerced);
  if (found.empty()) return coerced;
  violations.insert(violations.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  return nullptr;
}

}  // namespace visiond::settings
