#include "daemon/store/codecs.hpp"

#include "daemon/settings/json_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

namespace visiond::store {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorCode;

Error damaged(std::string what) { return {ErrorCode::store_damaged, {}, std::move(what)}; }

// Deeper than any document the settings accept: the depth was judged when it was committed.
base::Result<json::value> read(std::string_view column) {
  auto value = settings::read_json(column, {.comments = false, .max_depth = 64, .file = {}});
  if (!value) return damaged("A stored document cannot be read: " + value.error().message);
  return std::move(*value);
}

}  // namespace

std::int64_t to_column(base::WallTime time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

base::WallTime time_of(std::int64_t column) {
  return base::WallTime(std::chrono::duration_cast<base::WallTime::duration>(std::chrono::nanoseconds(column)));
}

std::int64_t to_column(base::Revision revision) {
  constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min(revision.value, largest));
}

base::Revision revision_of(std::int64_t column) {
  return {static_cast<std::uint64_t>(std::max<std::int64_t>(column, 0))};
}

std::string to_column(const json::object& document) { return settings::write_json(document); }

base::Result<json::object> document_of(std::string_view column) {
  auto value = read(column);
  if (!value) return value.error();
  if (!value->is_object()) return damaged("A stored document is not an object");
  return std::move(value->get_object());
}

std::string to_column(const std::vector<std::string>& names) {
  return settings::write_json(json::array(names.begin(), names.end()));
}

base::Result<std::vector<std::string>> names_of(std::string_view column) {
  auto value = read(column);
  if (!value) return value.error();
  std::vector<std::string> names;
  if (!value->is_array()) return damaged("A stored list of names is not a list");
  for (const auto& name : value->get_array()) {
    if (!name.is_string()) return damaged("A stored list of names holds something else");
    names.emplace_back(name.get_string());
  }
  return names;
}

std::string needle_of(const std::string& name) { return name.empty() ? name : settings::write_json(json::value(name)); }

std::string to_column(const transaction::Report& report) { return transaction::write_json(report); }

base::Result<transaction::Report> report_of(std::string_view column) {
  auto value = read(column);
  if (!value) return value.error();
  return transaction::report_from_json(*value);
}

std::string_view to_column(settings::UpdateKind kind) { return settings::to_string(kind); }

base::Result<settings::UpdateKind> update_kind_of(std::string_view column) {
  using settings::UpdateKind;
  for (const auto kind : {UpdateKind::immediate, UpdateKind::hot_reload, UpdateKind::restart, UpdateKind::recreate}) {
    if (settings::to_string(kind) == column) return kind;
  }
  return damaged("A stored timing has the unknown update kind " + std::string(column));
}

}  // namespace visiond::store
