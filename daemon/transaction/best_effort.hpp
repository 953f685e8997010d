#pragma once
// BEST_EFFORT, the old way without atomicity: what failed is taken out of the request, and the rest is tried again.
// Pure functions; thread-safe.

#include "daemon/transaction/planner.hpp"
#include "daemon/transaction/report.hpp"
#include "daemon/transaction/request.hpp"

#include <optional>

namespace visiond::transaction {

// The request without the sections that made it fail and without their dependents. Nothing where it failed for another
// reason (a precondition, the disk, a cancellation), where the request is atomic, or where nothing of it would be left.
// `current`: the sparse document in force, whose sections stay where the patch replaces the whole document.
std::optional<Request> without_failed(const Request& request, const Report& failed, const Planner& planner,
                                      const json::object& current);

}  // namespace visiond::transaction
