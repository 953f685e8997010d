#include "daemon/transaction/report.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace visiond::transaction {

bool is_final(State state) {
  return state != State::queued && state != State::running && state != State::awaiting_confirmation;
}

std::vector<std::string> sections_of(const Report& report) {
  std::vector<std::string> sections;
  for (const auto& change : report.changes) {
    auto section = change.path.substr(0, change.path.find_first_of(".["));
    if (std::find(sections.begin(), sections.end(), section) == sections.end()) sections.push_back(std::move(section));
  }
  return sections;
}

std::string_view to_string(Kind kind) {
  constexpr std::array<std::string_view, 5> names = {"APPLY", "ROLLBACK", "UNDO", "REVERT", "UPGRADE"};
  return names.at(static_cast<std::size_t>(kind));
}

std::string_view to_string(State state) {
  constexpr std::array<std::string_view, 11> names = {"QUEUED",
                                                      "RUNNING",
                                                      "VALIDATED",
                                                      "COMMITTED",
                                                      "PARTIALLY_COMMITTED",
                                                      "AWAITING_CONFIRMATION",
                                                      "REVERTED",
                                                      "REJECTED",
                                                      "ROLLED_BACK",
                                                      "ROLLBACK_INCOMPLETE",
                                                      "CANCELLED"};
  return names.at(static_cast<std::size_t>(state));
}

std::string_view to_string(Outcome outcome) {
  constexpr std::array<std::string_view, 7> names = {"PENDING", "PREPARED", "UNAFFECTED", "DONE",
                                                     "FAILED",  "UNDONE",   "NOT_RUN"};
  return names.at(static_cast<std::size_t>(outcome));
}

std::string_view to_string(PhaseName name) {
  constexpr std::array<std::string_view, 8> names = {"STAGE",    "VALIDATE",    "PLAN",   "PREPARE",
                                                     "REHEARSE", "SWITCH_OVER", "COMMIT", "FLIP"};
  return names.at(static_cast<std::size_t>(name));
}

}  // namespace visiond::transaction
