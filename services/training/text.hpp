#pragma once
// Runs and reports as JSON: what is kept of a run, and what the trainer wrote. Reading takes nothing for granted. Pure;
// thread-safe.

#include "services/training/api.hpp"

#include <boost/json.hpp>

#include <string>
#include <string_view>

namespace visiond::training {

inline constexpr std::size_t most_classes = 256;

boost::json::object write(const Report& report);
// INVALID_REQUEST with the member that is wrong: counts that do not add up, too.
base::Result<Report> read_report(std::string_view text);

// Without its id.
std::string write(const Run& run);
base::Result<Run> read_run(std::string_view text);

}  // namespace visiond::training
