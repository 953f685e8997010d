#pragma once
// What a caller asks for, free of the wire's types. Values.

#include "daemon/base/clock.hpp"
#include "daemon/base/ids.hpp"
#include "daemon/settings/schema.hpp"
#include "daemon/transaction/report.hpp"

#include <optional>
#include <string>
#include <vector>

namespace visiond::transaction {

enum class Depth { plan, rehearse };
enum class Mode { atomic, best_effort };
enum class AdjustmentPolicy { accept, reject };

struct Request {
  Kind kind = Kind::apply;
  std::optional<json::object> patch;  // nothing: EMPTY_PATCH
  bool replace = false;
  base::Revision expected_revision;  // 0: not checked
  std::optional<json::object> expected_values;
  bool validate_only = false;
  Depth depth = Depth::plan;
  base::RequestId request_id;
  Duration confirm_timeout{};  // 0: not asked for
  std::string comment;
  std::string author;
  Mode mode = Mode::atomic;
  std::optional<UpdateKind> max_update_kind;
  std::optional<Duration> max_downtime;
  AdjustmentPolicy adjustment_policy = AdjustmentPolicy::accept;

  // Of a rollback and a revert: whose settings come back. Of an undo: whose change is taken back.
  base::Revision target;
  std::vector<std::string> paths;  // of a rollback or an undo: only these settings; none: all
  base::TransactionId reverts;     // of a revert: the transaction that was not confirmed

  // Set by the coordinator, no caller's business.
  std::vector<SectionStatus> left_out{};  // best effort: what earlier tries took out of the patch, and why
  std::vector<std::string> repair{};      // prepare these sections again at the revision in force
};

// True where a section that cannot be prepared is left without a part rather than failing the transaction.
bool goes_on_without(const Request& request);

// SHA-256 over the kind and the normalised request without its id, the patch as RFC 8785 canonical JSON.
std::string digest(const Request& request);

}  // namespace visiond::transaction
