#include "daemon/settings/formats.hpp"

#include "daemon/settings/json_text.hpp"

#include <algorithm>

namespace visiond::settings {
namespace {

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }

bool is_name(std::string_view text, std::string_view also) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_alphanumeric(c) || also.find(c) != std::string_view::npos;
  });
}

bool is_reference(std::string_view text) {
  if (text.empty()) return true;
  if (text.starts_with("env:")) return is_name(text.substr(4), "_") && !is_digit(text[4]);
  if (text.starts_with("file:")) return text.size() > 5;
  return text.starts_with("credential:") && is_name(text.substr(11), "_-.") && text[11] != '.';
}

// A part becomes a folder's name, so it starts with a letter or digit: never "..".
bool is_model_part(std::string_view part) { return is_name(part, "_-.") && is_alphanumeric(part.front()); }

bool is_model(std::string_view text) {
  const auto at = text.find('@');
  return text.empty() ||
         (at != std::string_view::npos && is_model_part(text.substr(0, at)) && is_model_part(text.substr(at + 1)));
}

// RFC 5646, well-formedness as far as the lengths of subtags go.
bool is_language_tag(std::string_view text) {
  bool first = true;
  while (true) {
    const auto dash = text.find('-');
    const std::string_view subtag = text.substr(0, dash);
    if (!is_name(subtag, "") || subtag.size() > 8) return false;
    if (first && (subtag.size() < 2 || !std::all_of(subtag.begin(), subtag.end(), is_letter))) return false;
    if (dash == std::string_view::npos) return true;
    text.remove_prefix(dash + 1);
    first = false;
  }
}

std::optional<FormatMistake> find_secret(std::string_view text) {
  if (holds_user_information(text))
    return FormatMistake{base::ErrorCode::secret_in_value,
                         "the address holds user information; leave out what stands before the @ and name the "
                         "credential by its own settings (write %40 for an @ that is meant otherwise)"};
  if (const std::string name = secret_parameter(text); !name.empty())
    return FormatMistake{base::ErrorCode::secret_in_value,
                         "the address holds a secret in its parameter " + name +
                             "; leave it out and name the credential by its own settings"};
  return std::nullopt;
}

}  // namespace

std::optional<FormatMistake> find_mistake(Format format, std::string_view text) {
  switch (format) {
    case Format::text:
      return std::nullopt;
    case Format::uri:
      return find_secret(text);
    case Format::credential_reference:
      if (is_reference(text)) return std::nullopt;
      return FormatMistake{
          base::ErrorCode::secret_in_value,
          "this is no reference to a credential; it must be env:NAME, file:PATH, credential:NAME or empty, "
          "never the secret itself"};
    case Format::model_reference:
      if (is_model(text)) return std::nullopt;
      return FormatMistake{base::ErrorCode::invalid_setting,
                           quoted(text) + " is no model; it must be id@version, such as yolo-fastest@1.1, or empty"};
    case Format::language_tag:
      if (is_language_tag(text)) return std::nullopt;
      return FormatMistake{base::ErrorCode::invalid_setting,
                           quoted(text) + " is no language; it must be a BCP 47 tag, such as en or pt-BR"};
  }
  return std::nullopt;
}

bool is_text(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead == 0 || (lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || i + length > bytes.size()) return false;
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(bytes[i + k]) & 0xC0) != 0x80) return false;
    const auto second = length > 1 ? static_cast<unsigned char>(bytes[i + 1]) : 0;
    const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool beyond = (lead == 0xED && second >= 0xA0) || (lead == 0xF4 && second >= 0x90);
    if (overlong || beyond) return false;
    i += length;
  }
  return true;
}

std::string quoted(std::string_view text) {
  std::string result;
  append_string(result, presentable(text));
  return result;
}

std::string presentable(std::string_view name) { return is_text(name) ? elide(name) : "(not valid UTF-8)"; }

std::string elide(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  std::size_t end = limit - 3;  // the ellipsis takes three bytes
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace visiond::settings
