#include "daemon/store/opening.hpp"

#include "daemon/store/damaged.hpp"
#include "daemon/store/files.hpp"

#include <filesystem>
#include <utility>

namespace visiond::store {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

Error refusal(const fs::path& aside, const std::string& why) {
  return {ErrorCode::store_damaged, aside.string(),
          "The store was damaged (" + why + ") and is kept as " + aside.string() +
              "; start visiond with --start-from-newest-readable to go on from the newest revision that can be read "
              "from it, "
              "or move it out of the folder to begin with the initial settings"};
}

Error nothing_readable(const fs::path& aside) {
  return {ErrorCode::store_damaged, aside.string(),
          "No revision can be read from the damaged store " + aside.string() +
              "; move it out of the folder to begin with the initial settings"};
}

Result<Opening> go_on_from(const fs::path& aside, const std::vector<transaction::RevisionRecord>& revisions,
                           const fs::path& file) {
  if (auto created = Connection::create(file, revisions); !created) return created.error();
  auto connection = Connection::open(file);
  if (!connection) return connection.error();
  return Opening{std::move(*connection),
                 "The store was damaged and is kept as " + aside.string() + "; going on from its revision " +
                     std::to_string(revisions.back().revision.value) + " with " + std::to_string(revisions.size()) +
                     " revisions; its transactions and request ids are not carried over"};
}

Result<Opening> after_damage(const StoreOptions& options, const std::string& why) {
  const auto aside = files_set_aside(options.folder);
  if (!options.start_from_newest_readable) return refusal(aside.front(), why);
  for (const auto& candidate : aside) {
    const auto revisions = salvage(candidate, options.history_limit);
    if (!revisions) return revisions.error();
    if (!revisions->empty()) return go_on_from(candidate, *revisions, database_file(options.folder));
  }
  return nothing_readable(aside.front());
}

}  // namespace

Result<Opening> open_file(const StoreOptions& options, base::WallTime now) {
  const fs::path file = database_file(options.folder);
  if (!is_there(file)) {
    if (is_there(wal_of(file))) {
      if (auto aside = set_aside(options.folder, now); !aside) return aside.error();
    }
    if (!files_set_aside(options.folder).empty()) return after_damage(options, "found at an earlier start");
    if (auto created = Connection::create(file, {}); !created) return created.error();
  }
  auto connection = Connection::open(file);
  if (connection) return Opening{std::move(*connection), {}};
  if (connection.error().code != ErrorCode::store_damaged) return connection.error();
  if (auto aside = set_aside(options.folder, now); !aside) return aside.error();
  return after_damage(options, connection.error().message);
}

}  // namespace visiond::store
