#pragma once
// What a transaction was asked, is to do, did, and took: the plain form of the wire's Transaction. Values.

#include "daemon/base/clock.hpp"
#include "daemon/base/error.hpp"
#include "daemon/base/ids.hpp"
#include "daemon/settings/document.hpp"
#include "daemon/settings/schema.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace visiond::transaction {

namespace json = boost::json;
using base::Duration;
using settings::UpdateKind;

enum class Kind { apply, rollback, undo, revert, upgrade };

enum class State {
  queued,
  running,
  validated,
  committed,
  partially_committed,
  awaiting_confirmation,
  reverted,
  rejected,
  rolled_back,
  rollback_incomplete,
  cancelled,
};

enum class Outcome { pending, prepared, unaffected, done, failed, undone, not_run };

enum class PhaseName { stage, validate, plan, prepare, rehearse, switch_over, commit, flip };

struct Operation {
  std::string section;
  UpdateKind update_kind = UpdateKind::immediate;
  Outcome outcome = Outcome::pending;
  Duration duration{};
  std::optional<Duration> downtime;  // measured; nothing where the kind has none
  Duration predicted_duration{};
  Duration predicted_downtime{};
  std::optional<base::Error> error;
};

struct Wave {
  std::vector<Operation> operations;
};

struct Adjustment {
  std::string path;
  json::value requested;
  json::value effective;
};

struct Phase {
  PhaseName name = PhaseName::stage;
  Duration duration{};
};

// Best effort: how one section fared.
struct SectionStatus {
  std::string section;
  std::optional<base::Error> error;  // why it was left out; nothing where it changed
};

struct Report {
  base::TransactionId transaction_id;
  base::RequestId request_id;
  Kind kind = Kind::apply;
  State state = State::queued;
  bool changed = false;
  base::Revision base_revision;
  base::Revision revision;
  std::uint64_t first_frame_sequence = 0;
  std::vector<settings::Change> changes;
  std::vector<Wave> waves;
  std::vector<Adjustment> adjustments;
  std::vector<Phase> phases;
  std::vector<settings::Violation> violations;
  std::vector<std::string> unverified;
  std::string author;
  std::string comment;
  base::WallTime create_time{};
  std::optional<base::WallTime> end_time;
  std::vector<SectionStatus> sections;  // of best effort
  // Of a change that was to be confirmed.
  std::optional<base::WallTime> confirm_deadline;
  Duration confirm_time_out{};
  std::optional<Duration> confirm_remaining;  // when it was looked at; not kept
  base::TransactionId reverts;                // the transaction that this one takes back
  base::TransactionId reverted_by;            // the transaction that took this one back
  // Why it did not commit; nothing when it did (or was a dry run that would).
  std::optional<base::Error> error;
};

// True for the states that a transaction never leaves (awaiting_confirmation is left by confirm, cancel and expiry).
bool is_final(State state);

// The sections it was to change, each once.
std::vector<std::string> sections_of(const Report& report);

// "ROLLED_BACK", "HOT_RELOAD", …: the names of the wire contract without their prefix.
std::string_view to_string(Kind kind);
std::string_view to_string(State state);
std::string_view to_string(Outcome outcome);
std::string_view to_string(PhaseName name);

// The report as the text of one JSON object and back; what the store keeps. Reading what this version wrote never
// fails; anything else is STORE_DAMAGED.
std::string write_json(const Report& report);
base::Result<Report> report_from_json(const json::value& value);

}  // namespace visiond::transaction
