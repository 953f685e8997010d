#pragma once
// From the stored document to the first generation: every section prepared in the order of dependencies, before
// anything serves. What cannot be prepared is impaired, never a daemon that does not start. Called once, from main's
// thread.

#include "daemon/runtime/execution.hpp"
#include "daemon/settings/schema.hpp"
#include "daemon/transaction/participant.hpp"
#include "daemon/transaction/planner.hpp"

#include <map>
#include <string>

namespace visiond::runtime {

namespace json = boost::json;

struct Prepared {
  transaction::Parts parts;
  json::object effective;
  std::map<std::string, base::Error> impaired;
};

// Prepares and activates every section of the full document, but for those that are `unfit` to run as they stand.
Prepared prepare_all(const settings::Schema& schema, const transaction::Planner& planner,
                     const ParticipantMap& participants, const json::object& full,
                     const std::map<std::string, base::Error>& unfit = {});

}  // namespace visiond::runtime
