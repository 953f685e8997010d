#pragma once
// Between the records and the columns of the tables: times as nanoseconds since 1970, documents and reports as JSON
// text. Pure functions; thread-safe. What cannot be read is STORE_DAMAGED.

#include "daemon/base/clock.hpp"
#include "daemon/base/error.hpp"
#include "daemon/base/ids.hpp"
#include "daemon/settings/schema.hpp"
#include "daemon/transaction/report.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace visiond::store {

std::int64_t to_column(base::WallTime time);
base::WallTime time_of(std::int64_t column);

// Numbers beyond what SQLite holds become the largest one, which no row has.
std::int64_t to_column(base::Revision revision);
base::Revision revision_of(std::int64_t column);

std::string to_column(const boost::json::object& document);
base::Result<boost::json::object> document_of(std::string_view column);

std::string to_column(const std::vector<std::string>& names);
base::Result<std::vector<std::string>> names_of(std::string_view column);
// What a column of names contains exactly where the name is one of them.
std::string needle_of(const std::string& name);

std::string to_column(const transaction::Report& report);
base::Result<transaction::Report> report_of(std::string_view column);

std::string_view to_column(settings::UpdateKind kind);
base::Result<settings::UpdateKind> update_kind_of(std::string_view column);

}  // namespace visiond::store
