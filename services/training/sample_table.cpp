#include "services/training/sample_table.hpp"

#include <chrono>

namespace visiond::training {

using base::Result;
using sqlite::Query;

namespace {

#define VISIOND_COLUMNS "id, label, sha256, format, bytes, width, height, added_ns"

std::int64_t nanoseconds(base::WallTime time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }

Sample read(const Query& query) {
  Sample sample;
  sample.id = static_cast<std::uint64_t>(query.integer(0));
  sample.label = query.text(1);
  sample.sha256 = query.text(2);
  sample.format = query.text(3);
  sample.bytes = static_cast<std::uint64_t>(query.integer(4));
  sample.width = static_cast<int>(query.integer(5));
  sample.height = static_cast<int>(query.integer(6));
  sample.added =
      base::WallTime(std::chrono::duration_cast<base::WallTime::duration>(std::chrono::nanoseconds(query.integer(7))));
  return sample;
}

}  // namespace

SampleTable::SampleTable(sqlite::Database& database)
    : database_(database),
      insert_(database,
              "INSERT INTO samples (label, sha256, format, bytes, width, height, added_ns) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id"),
      by_id_(database, "SELECT " VISIOND_COLUMNS " FROM samples WHERE id = ?1"),
      by_digest_(database, "SELECT " VISIOND_COLUMNS " FROM samples WHERE sha256 = ?1"),
      erase_(database, "DELETE FROM samples WHERE id = ?1"),
      page_(database, "SELECT " VISIOND_COLUMNS " FROM samples WHERE id < ?1 ORDER BY id DESC LIMIT ?2"),
      page_of_label_(database,
                     "SELECT " VISIOND_COLUMNS " FROM samples WHERE id < ?1 AND label = ?3 ORDER BY id DESC LIMIT ?2"),
      totals_(database, "SELECT label, count(*), sum(bytes) FROM samples GROUP BY label") {}

Result<void> SampleTable::insert(Sample& sample) {
  Query query(insert_, sample.label, sample.sha256, sample.format, signed_of(sample.bytes), std::int64_t{sample.width},
              std::int64_t{sample.height}, nanoseconds(sample.added));
  const auto row = query.next();
  if (!row) return row.error();
  sample.id = static_cast<std::uint64_t>(query.integer(0));
  return query.run();
}

Result<std::optional<Sample>> SampleTable::one(Query& query) {
  const auto row = query.next();
  if (!row) return row.error();
  return *row ? std::optional(read(query)) : std::nullopt;
}

Result<std::optional<Sample>> SampleTable::find(std::uint64_t id) {
  Query query(by_id_, signed_of(id));
  return one(query);
}

Result<std::optional<Sample>> SampleTable::find(std::string_view sha256) {
  Query query(by_digest_, sha256);
  return one(query);
}

Result<void> SampleTable::erase(std::uint64_t id) { return Query(erase_, signed_of(id)).run(); }

Result<std::vector<Sample>> SampleTable::page(const SampleQuery& asked, std::size_t count) {
  const auto before = asked.before == 0 ? std::numeric_limits<std::int64_t>::max() : signed_of(asked.before);
  const auto read_all = [](Query query) -> Result<std::vector<Sample>> {
    std::vector<Sample> samples;
    for (;;) {
      const auto row = query.next();
      if (!row) return row.error();
      if (!*row) return samples;
      samples.push_back(read(query));
    }
  };
  const auto most = signed_of(count);
  return asked.label.empty() ? read_all(Query(page_, before, most))
                             : read_all(Query(page_of_label_, before, most, asked.label));
}

Result<SampleTable::Totals> SampleTable::totals() {
  Totals totals;
  Query query(totals_);
  for (;;) {
    const auto row = query.next();
    if (!row) return row.error();
    if (!*row) return totals;
    const auto count = static_cast<std::uint64_t>(query.integer(1));
    totals.of_labels[std::string(query.text(0))] = count;
    totals.samples += count;
    totals.bytes += static_cast<std::uint64_t>(query.integer(2));
  }
}

}  // namespace visiond::training
