#pragma once
// The first three phases of a transaction, pure: what the document would become, whether that is right, and who has to
// do what. Free functions; thread-safe.

#include "daemon/transaction/machine.hpp"

#include <map>
#include <string>
#include <vector>

namespace visiond::transaction {

struct Staged {
  settings::Snapshot sparse;
  settings::Snapshot full;
  std::vector<settings::Change> changes;        // empty: no difference
  std::vector<settings::Violation> violations;  // of the patch against the schema
  std::map<std::string, UpdateKind> affected;   // sections whose full object changes, with their most disruptive kind
};

// Applies the request's patch to the running document.
Staged stage(const Request& request, const Situation& situation);

// Preconditions, schema, rules across fields: every violation goes into the report. Nothing when all is right.
std::optional<base::Error> validate(const Request& request, const Situation& situation, const Staged& staged,
                                    Report& report);

// What one section is asked to become.
SectionChange change_of(const std::string& section, const Situation& situation, const Staged& staged);

// Waves with predictions, into the report. SECTION_BUSY where a section cannot be touched, DISRUPTION_EXCEEDED where
// the request's contract forbids the plan.
std::optional<base::Error> plan(const Request& request, const Situation& situation,
                                const std::vector<std::vector<PlannedOperation>>& waves, Report& report);

// What a section's service settled for instead of what it was asked for (`change.after`). Without what nobody asks now
// and what was settled for in the same way before (`effective_before`, the whole document): that is no news.
std::vector<Adjustment> adjustments(const std::string& section, const SectionChange& change,
                                    const json::object& effective_before, const json::object& effective);

// "camera" of "camera.width".
std::string section_of(const std::string& path);

}  // namespace visiond::transaction
