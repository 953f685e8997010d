#pragma once
// A section declared once, next to the struct it fills: one row per member, from which the schema and the parsing come.
//
//   const Table<UiSettings>& ui_table() {
//     static const Table<UiSettings> table{
//         {.name = "ui", .description = "…", .priority = Priority::low, .dependencies = {"camera"}},
//         {
//             row(&UiSettings::theme, "theme", {{"system", Theme::system}, {"light", Theme::light}, {"dark",
//             Theme::dark}})
//                 .preset("system").text("Colours of the console"),
//             row(&UiSettings::preview_fps, "preview_fps").unit("1/s").range(1, 30).preset(10).text("…"),
//         }};
//     return table;
//   }
//
// Immutable once built; thread-safe.

#include "daemon/settings/schema.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace visiond::settings {

template <class S>
class Row {
 public:
  using Read = std::function<void(S&, const json::value&)>;

  Row(Setting setting, Read read) : setting_(std::move(setting)), read_(std::move(read)) {}

  Row& unit(std::string text) {
    return set([&](Setting& s) { s.unit = std::move(text); });
  }
  Row& range(double low, double high) {
    return set([&](Setting& s) { s.minimum = low, s.maximum = high; });
  }
  Row& step(double size) {
    return set([&](Setting& s) { s.step = size; });
  }
  Row& or_zero() {
    return set([](Setting& s) { s.zero_allowed = true; });
  }
  Row& choices(std::vector<std::string> values) {
    return set([&](Setting& s) { s.choices = std::move(values); });
  }
  Row& format(Format value) {
    return set([&](Setting& s) { s.format = value; });
  }
  Row& max_length(std::size_t bytes) {
    return set([&](Setting& s) { s.max_length = bytes; });
  }
  Row& preset(json::value value) {
    return set([&](Setting& s) { s.default_value = std::move(value); });
  }
  Row& kind(UpdateKind value) {
    return set([&](Setting& s) { s.update_kind = value; });
  }
  Row& text(std::string description) {
    return set([&](Setting& s) { s.description = std::move(description); });
  }
  Row& never_falls_back() {
    return set([](Setting& s) { s.never_falls_back = true; });
  }
  Row& check(decltype(Setting::check) function) {
    return set([&](Setting& s) { s.check = std::move(function); });
  }

  const Setting& setting() const { return setting_; }
  void read(S& into, const json::value& value) const { read_(into, value); }

 private:
  template <class F>
  Row& set(F change) {
    change(setting_);
    return *this;
  }

  Setting setting_;
  Read read_;
};

// The setting's type follows the member's: bool, std::int64_t, int, double, std::string, std::vector<std::string>,
// std::map<std::string, double>. Other members give type and reader themselves (last overload).
template <class S>
Row<S> row(bool S::*member, std::string name);
template <class S>
Row<S> row(std::int64_t S::*member, std::string name);
template <class S>
Row<S> row(int S::*member, std::string name);
template <class S>
Row<S> row(double S::*member, std::string name);
template <class S>
Row<S> row(std::string S::*member, std::string name);
template <class S>
Row<S> row(std::vector<std::string> S::*member, std::string name);
template <class S>
Row<S> row(std::map<std::string, double> S::*member, std::string name);
// One of several named values: the member is an enumeration.
template <class S, class E>
Row<S> row(E S::*member, std::string name, std::vector<std::pair<std::string, E>> choices);
// Anything else: `read` turns a value that passed the row's check into the member's type.
template <class S, class T>
Row<S> row(T S::*member, std::string name, Type type, std::type_identity_t<std::function<T(const json::value&)>> read);

// A section without its settings.
struct SectionHead {
  std::string name{};
  std::string description{};
  Priority priority = Priority::medium;
  std::vector<std::string> dependencies{};
};

template <class S>
class Table {
 public:
  Table(SectionHead head, std::vector<Row<S>> rows);

  const Section& section() const { return section_; }
  // Fills the struct from the section's full object (every setting present, all valid). Throws std::logic_error where
  // one is missing: that is a bug, validation has passed before.
  S parse(const json::object& full_section) const;

 private:
  Section section_;
  std::vector<Row<S>> rows_;
};

}  // namespace visiond::settings

#include "daemon/settings/table_impl.hpp"
