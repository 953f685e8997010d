#include "daemon/store/migrations.hpp"

#include "daemon/settings/json_text.hpp"
#include "tests/unit/store/store_world.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace visiond::testing {
namespace {

// The tables of format 1, as the first stores have them.
constexpr const char* format_1 = R"sql(
  CREATE TABLE revisions (revision INTEGER PRIMARY KEY, create_time INTEGER NOT NULL, transaction_id TEXT NOT NULL,
    author TEXT NOT NULL, comment TEXT NOT NULL, sections TEXT NOT NULL, sparse TEXT NOT NULL, full TEXT NOT NULL,
    effective TEXT);
  CREATE TABLE transactions (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, create_time INTEGER NOT NULL,
    request_id TEXT, report TEXT NOT NULL);
  CREATE TABLE requests (request_id TEXT PRIMARY KEY, digest TEXT NOT NULL, sequence INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE armed_confirmation (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), transaction_id TEXT NOT NULL,
    revision INTEGER NOT NULL, base_revision INTEGER NOT NULL, wall_deadline INTEGER NOT NULL,
    time_out INTEGER NOT NULL);
  CREATE TABLE timings (section TEXT NOT NULL, update_kind TEXT NOT NULL, duration INTEGER NOT NULL,
    downtime INTEGER NOT NULL, samples INTEGER NOT NULL, PRIMARY KEY (section, update_kind)) WITHOUT ROWID;
  PRAGMA application_id = 1986622318;
  PRAGMA user_version = 1;
)sql";

void execute(sqlite3* database, const std::string& sql) {
  char* message = nullptr;
  if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message) == SQLITE_OK) return;
  throw std::runtime_error(message);
}

TEST(Migrations, bring_a_store_of_format_1_to_todays) {
  StoreWorld world;
  auto record = requested_outcome(1);
  record.report.author = "alice";
  settings::Change change;
  change.path = "camera.width";
  record.report.changes = {change};
  const auto revision = revision_record(1);
  const auto text = [](const boost::json::object& object) { return "'" + settings::write_json(object) + "'"; };

  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(world.file().c_str(), &database), SQLITE_OK);
  execute(database, format_1);
  execute(database, "INSERT INTO revisions VALUES (1, 0, '" + revision.transaction_id.value + "', 'alice', '', '[]', " +
                        text(revision.sparse) + ", " + text(revision.full) + ", NULL)");
  execute(database, "INSERT INTO transactions VALUES (1, '" + record.report.transaction_id.value + "', 0, '" +
                        record.report.request_id.value + "', " + "'" + transaction::write_json(record.report) + "'" +
                        ")");
  execute(database, "INSERT INTO requests VALUES ('" + record.report.request_id.value + "', 'digest', 1)");
  sqlite3_close(database);

  world.open();
  EXPECT_EQ(world.newest(), 1U);
  const auto answered = world.store->request(request_id(1)).value();
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->report.author, "alice");
  transaction::TransactionFilter filter;
  filter.author = "alice";
  filter.section = "camera";
  filter.states = {transaction::State::committed};
  EXPECT_EQ(world.store->transactions(filter).value().size(), 1U);
}

}  // namespace
}  // namespace visiond::testing
