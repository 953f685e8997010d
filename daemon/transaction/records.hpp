#pragma once
// What is kept of transactions: the values that runtime hands to the store and gets back. Values.

#include "daemon/base/ids.hpp"
#include "daemon/settings/snapshot.hpp"
#include "daemon/transaction/report.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace visiond::transaction {

// One committed state of the settings document.
struct RevisionRecord {
  base::Revision revision;
  settings::Snapshot sparse;     // only what was set
  settings::Snapshot full;       // with defaults
  settings::Snapshot effective;  // what the services settled for at commit
  base::WallTime create_time{};
  base::TransactionId transaction_id;
  std::string author;
  std::string comment;
  std::vector<std::string> sections;  // whose settings it changed; for filters
};

// The outcome of a transaction.
struct TransactionRecord {
  Report report;
  std::string request_digest;  // empty where no request id was given
};

// A change that is taken back unless it is confirmed in time.
struct ArmedConfirmation {
  base::TransactionId transaction_id;
  base::Revision revision;       // that it made
  base::Revision base_revision;  // whose document comes back
  base::WallTime deadline{};
  Duration time_out{};  // as asked for: a wall clock that jumps cannot keep it armed for longer
};

// All that one commit writes, or none of it.
struct CommitRecord {
  RevisionRecord revision{};
  TransactionRecord outcome{};
  std::optional<ArmedConfirmation> armed{};
  // The report of the transaction that is taken back; its confirmation is disarmed.
  std::optional<Report> reverted{};
};

struct RevisionFilter {
  std::string author;   // empty: any
  std::string section;  // empty: any
  std::optional<base::WallTime> after, before;
  std::optional<base::Revision> below;  // only older revisions: the page's place
  std::size_t limit = 100;
};

struct TransactionFilter {
  std::vector<State> states{};  // empty: any
  std::string author{};         // empty: any
  std::string section{};        // that it was to change; empty: any
  std::optional<base::WallTime> after{}, before{};
  std::optional<std::int64_t> below{};  // only those recorded earlier: the page's place
  std::size_t limit = 100;
};

// A transaction and its place in the order of recording.
struct ListedTransaction {
  std::int64_t sequence = 0;
  Report report;
};

// Mean of the last operations of this kind on this machine.
struct Timing {
  std::string section;
  UpdateKind kind = UpdateKind::immediate;
  Duration duration{};
  Duration downtime{};
  std::uint64_t samples = 0;
};

}  // namespace visiond::transaction
