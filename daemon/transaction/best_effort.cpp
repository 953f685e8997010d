#include "daemon/transaction/best_effort.hpp"

#include "daemon/transaction/staging.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace visiond::transaction {

using base::Error;
using base::ErrorCode;

namespace {

using Failures = std::map<std::string, Error>;

// True where another try without the section could succeed.
bool is_of_a_section(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_setting:
    case ErrorCode::unknown_setting:
    case ErrorCode::secret_in_value:
    case ErrorCode::rolled_back:
    case ErrorCode::timed_out:
    case ErrorCode::disruption_exceeded:
    case ErrorCode::section_busy:
    case ErrorCode::adjusted:
    case ErrorCode::budget_exhausted:
    case ErrorCode::internal:
      return true;
    default:
      return false;
  }
}

Failures failures_of(const Report& report) {
  Failures failures;
  for (const auto& each : report.violations)
    failures.try_emplace(section_of(each.path), Error{each.code, each.path, each.message});
  for (const auto& wave : report.waves) {
    for (const auto& each : wave.operations) {
      if (each.outcome == Outcome::failed && each.error) failures.try_emplace(each.section, *each.error);
    }
  }
  if (failures.empty() && !report.error->path.empty())
    failures.try_emplace(section_of(report.error->path), *report.error);
  return failures;
}

// The failed one that `section` depends on, directly or not; empty where there is none.
std::string failed_dependency(const std::string& section, const Failures& failures, const Planner& planner) {
  for (const auto& each : planner.dependencies(section)) {
    if (failures.contains(each)) return each;
    if (auto further = failed_dependency(each, failures, planner); !further.empty()) return further;
  }
  return {};
}

// Why this section has to be left out; nothing where it may stay.
std::optional<Error> reason_for(const std::string& section, const Failures& failures, const Planner& planner,
                                const Report& failed) {
  if (const auto own = failures.find(section); own != failures.end()) return own->second;
  if (!planner.knows(section)) return failed.error;
  const auto cause = failed_dependency(section, failures, planner);
  if (cause.empty()) return std::nullopt;
  return Error{ErrorCode::rolled_back, section, section + " was left out because it depends on " + cause};
}

// The sections that the request may change.
std::set<std::string> sections_in(const Request& request, const json::object& current) {
  std::set<std::string> sections;
  for (const auto& member : *request.patch) sections.emplace(member.key());
  if (!request.replace) return sections;
  for (const auto& member : current) sections.emplace(member.key());
  return sections;
}

void take_out(const std::string& section, bool replace, const json::object& current, json::object& patch) {
  patch.erase(section);
  if (!replace) return;
  if (const auto* stays = current.if_contains(section)) patch[section] = *stays;
}

}  // namespace

std::optional<Request> without_failed(const Request& request, const Report& failed, const Planner& planner,
                                      const json::object& current) {
  if (request.mode != Mode::best_effort || !request.patch || !failed.error) return std::nullopt;
  if (failed.state == State::rollback_incomplete || !is_of_a_section(failed.error->code)) return std::nullopt;
  const auto failures = failures_of(failed);
  auto next = request;
  bool any_left = false;
  for (const auto& section : sections_in(request, current)) {
    const bool already = std::any_of(request.left_out.begin(), request.left_out.end(),
                                     [&](const SectionStatus& each) { return each.section == section; });
    if (already) continue;
    auto reason = reason_for(section, failures, planner, failed);
    if (!reason) {
      any_left = true;
      continue;
    }
    take_out(section, request.replace, current, *next.patch);
    next.left_out.push_back({section, std::move(reason)});
  }
  if (!any_left || next.left_out.size() == request.left_out.size()) return std::nullopt;
  return next;
}

}  // namespace visiond::transaction
