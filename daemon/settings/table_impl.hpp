#pragma once
// The templates of table.hpp; what does not depend on the struct stands in table.cpp. Included by table.hpp only.

#include "daemon/settings/table.hpp"

namespace visiond::settings {
namespace detail {

Setting make_setting(std::string name, Type type);
Setting make_integer_setting(std::string name, std::int64_t low, std::int64_t high);
Setting make_choice_setting(std::string name, std::vector<std::string> choices);
Setting make_collection_setting(std::string name, Type type, Type element);
Section make_section(SectionHead head, std::vector<Setting> settings);

// Throws std::logic_error where the section has no such member.
const json::value& member(const json::object& full_section, const std::string& section, const std::string& name);

// The position of the value's text among the choices; throws std::logic_error where it is none of them.
std::size_t choice_index(const json::value& value, const std::vector<std::string>& choices);

std::string read_string(const json::value& value);
std::vector<std::string> read_strings(const json::value& value);
std::map<std::string, double> read_numbers(const json::value& value);

}  // namespace detail

template <class S>
Row<S> row(bool S::*member, std::string name) {
  return {detail::make_setting(std::move(name), Type::boolean),
          [member](S& into, const json::value& value) { into.*member = value.as_bool(); }};
}

template <class S>
Row<S> row(std::int64_t S::*member, std::string name) {
  return {detail::make_setting(std::move(name), Type::integer),
          [member](S& into, const json::value& value) { into.*member = value.to_number<std::int64_t>(); }};
}

template <class S>
Row<S> row(int S::*member, std::string name) {
  return {
      detail::make_integer_setting(std::move(name), std::numeric_limits<int>::min(), std::numeric_limits<int>::max()),
      [member](S& into, const json::value& value) { into.*member = value.to_number<int>(); }};
}

template <class S>
Row<S> row(double S::*member, std::string name) {
  return {detail::make_setting(std::move(name), Type::number),
          [member](S& into, const json::value& value) { into.*member = value.to_number<double>(); }};
}

template <class S>
Row<S> row(std::string S::*member, std::string name) {
  return {detail::make_setting(std::move(name), Type::string),
          [member](S& into, const json::value& value) { into.*member = detail::read_string(value); }};
}

template <class S>
Row<S> row(std::vector<std::string> S::*member, std::string name) {
  return {detail::make_collection_setting(std::move(name), Type::list, Type::string),
          [member](S& into, const json::value& value) { into.*member = detail::read_strings(value); }};
}

template <class S>
Row<S> row(std::map<std::string, double> S::*member, std::string name) {
  return {detail::make_collection_setting(std::move(name), Type::map, Type::number),
          [member](S& into, const json::value& value) { into.*member = detail::read_numbers(value); }};
}

template <class S, class E>
Row<S> row(E S::*member, std::string name, std::vector<std::pair<std::string, E>> choices) {
  std::vector<std::string> texts;
  std::vector<E> values;
  for (auto& [text, value] : choices) {
    texts.push_back(std::move(text));
    values.push_back(value);
  }
  Setting setting = detail::make_choice_setting(std::move(name), texts);
  return {std::move(setting),
          [member, texts = std::move(texts), values = std::move(values)](S& into, const json::value& value) {
            into.*member = values[detail::choice_index(value, texts)];
          }};
}

template <class S, class T>
Row<S> row(T S::*member, std::string name, Type type, std::type_identity_t<std::function<T(const json::value&)>> read) {
  return {detail::make_setting(std::move(name), type),
          [member, read = std::move(read)](S& into, const json::value& value) { into.*member = read(value); }};
}

template <class S>
Table<S>::Table(SectionHead head, std::vector<Row<S>> rows) : rows_(std::move(rows)) {
  std::vector<Setting> settings;
  for (const auto& each : rows_) settings.push_back(each.setting());
  section_ = detail::make_section(std::move(head), std::move(settings));
}

template <class S>
S Table<S>::parse(const json::object& full_section) const {
  S result;
  for (const auto& each : rows_) each.read(result, detail::member(full_section, section_.name, each.setting().name));
  return result;
}

}  // namespace visiond::settings
