#pragma once
// Where runtime and services meet: a service takes part in transactions by implementing Participant, the pipeline by
// implementing Cutover. The coordinator owns every Prepared and drops it to abort.

#include "daemon/base/clock.hpp"
#include "daemon/base/error.hpp"
#include "daemon/base/ids.hpp"
#include "daemon/settings/document.hpp"
#include "daemon/settings/snapshot.hpp"
#include "daemon/settings/validation.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace visiond::transaction {

namespace json = boost::json;
using base::Duration;
using base::Result;

// What one section contributes to a Generation: its parameters and what they load or open. Immutable, shared by all
// generations whose transactions did not touch the section. Services derive from it.
class Part {
 public:
  virtual ~Part() = default;
  // The section's full object as it holds by now: a camera that comes back may have another size than at the commit.
  // `asked`: as the settings have it. Nothing where it is still what it was when the part was prepared. Thread-safe.
  virtual std::optional<json::object> effective_now(const json::object& asked [[maybe_unused]]) const {
    return std::nullopt;
  }
};
using PartPtr = std::shared_ptr<const Part>;
// By section name. A section without an entry is impaired: its stage does nothing.
using Parts = std::map<std::string, PartPtr, std::less<>>;

// What a section is asked to become.
struct SectionChange {
  settings::Snapshot before;              // the section's full object now
  settings::Snapshot after;               // and as proposed
  std::vector<settings::Change> changes;  // empty: only offered, because a dependency restarts or is recreated
  settings::UpdateKind kind = settings::UpdateKind::immediate;  // the most disruptive of the changes
};

enum class Occasion {
  change,    // a transaction asks for it
  revert,    // an unconfirmed change is taken back: a device that is away is no failure, it is looked for behind
  start_up,  // nothing of the section runs: the same, and there is something to prepare without any change
};

struct PrepareInput {
  SectionChange change;
  settings::Snapshot proposed;  // the whole proposed full document
  PartPtr running;              // the section's part now; null at start-up and while impaired
  Parts dependencies;  // the parts of the sections this one depends on, as staged by this transaction or else running
  Occasion occasion = Occasion::change;
};

// Staged state of one section: free-standing until the flip. Dropping it is the abort and only frees.
class Prepared {
 public:
  virtual ~Prepared() = default;

  // The part of the next generation; after a switch-over, the part that came of it.
  virtual PartPtr part() const = 0;
  // The section's full object as the service settled for it.
  virtual json::object effective() const = 0;
  // True where something was newly loaded or opened, so that a rehearsal can find a fault in it.
  virtual bool wants_rehearsal() const { return false; }
  // True where a side effect cannot be avoided (a device that may not be opened twice). Its way back is planned by now.
  virtual bool needs_switch() const { return false; }
  // Makes the side effect, reads back, waits for the first good frame. Worker thread. On a failure the coordinator
  // calls switch_back(), so it leaves whatever it has reached.
  virtual Result<void> switch_over(std::stop_token) { return {}; }
  // Restores what was before switch_over() and verifies it: values read back, one good frame. Worker thread; may be
  // called again after a failure.
  virtual Result<void> switch_back(std::stop_token) { return {}; }
  // Right after the flip, on the strand: what takes effect outside the pipeline (the log level). Cannot fail.
  virtual void activate() noexcept {}
};

enum class ServiceState { ok, starting, away, impaired, busy, disabled };

struct ServiceStatus {
  ServiceState state = ServiceState::ok;
  std::string message;
  base::WallTime since{};
  std::optional<base::WallTime> retry_at;
  std::string last_error;
  json::object details;
};

// One service's side of the transaction.
class Participant {
 public:
  virtual ~Participant() = default;

  // Name, priority, dependencies, settings. Immutable.
  virtual const settings::Section& section() const = 0;
  // Rules across fields, judged on the section's proposed full object and the whole document. Pure, no I/O; on the
  // strand.
  virtual std::vector<settings::Violation> check(const SectionChange& change, const json::object& proposed) const = 0;
  // True where preparing this change waits for something or loads it although all of it is IMMEDIATE or HOT_RELOAD, or
  // the change is only an offer: it is prepared on a worker thread then. Pure; on the strand.
  virtual bool needs_worker(const SectionChange&) const noexcept { return false; }
  // Builds the staged state. On a worker thread; inline on the strand when no change is more than HOT_RELOAD (then pure
  // and under 1 ms) and needs_worker() does not say otherwise. Returns null for "unaffected" when only offered. Heeds
  // the stop token where it waits.
  virtual Result<std::unique_ptr<Prepared>> prepare(PrepareInput input, std::stop_token stop) = 0;
  // Thread-safe.
  virtual ServiceStatus status() const = 0;
};

// A staged generation: assembled, not yet in force. Dropping it only frees.
class Candidate {
 public:
  virtual ~Candidate() = default;
};

// What the flip did to the frames.
struct FlipResult {
  std::uint64_t first_frame_sequence = 0;  // the first frame of the new generation; 0 while there is no camera
};

// The change of generations, implemented by the pipeline. Called on the coordinator's strand, but for rehearse() and
// first_frame().
class Cutover {
 public:
  virtual ~Cutover() = default;

  // The candidate of all sections' parts. Cheap: parts are shared, nothing is loaded.
  virtual std::shared_ptr<Candidate> assemble(base::Revision revision, Parts parts) = 0;
  // The newly prepared sections process the newest frame (while frames are held: the first held one) in scratch memory.
  // Worker thread. ROLLED_BACK with the section as path.
  virtual Result<void> rehearse(std::shared_ptr<Candidate> candidate, const std::vector<std::string>& sections,
                                std::stop_token stop) = 0;
  // From here on new frames are held back, until flip() or release().
  virtual void hold() noexcept = 0;
  // Held frames go on with the generation that is in force; for the way back.
  virtual void release() noexcept = 0;
  // The one pointer swap: the candidate is in force, held frames go on with it.
  virtual FlipResult flip(std::shared_ptr<Candidate> candidate) noexcept = 0;
  // Downtime of the newest flip or way back, measured: last good frame before to first good frame after, beyond one
  // frame time. Waits for that first frame, at most `limit`; nothing where none came or there is no camera. Worker
  // thread.
  virtual std::optional<Duration> measure_downtime(Duration limit, std::stop_token stop) = 0;
  // The revision and parts in force. Thread-safe.
  virtual base::Revision revision() const = 0;
  virtual Parts parts() const = 0;
};

}  // namespace visiond::transaction
