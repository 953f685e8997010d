#include "services/gemini/outcome.hpp"

#include <array>

namespace visiond::gemini {
namespace {

using End = HttpAnswer::End;

constexpr std::array<std::string_view, 11> names = {"ANSWERED",  "SILENT",       "MALFORMED",   "THROTTLED",
                                                    "REFUSED",   "SERVER_ERROR", "UNREACHABLE", "TIMED_OUT",
                                                    "UNTRUSTED", "TOO_LARGE",    "CANCELLED"};
static_assert(names.size() == static_cast<std::size_t>(Outcome::cancelled) + 1);

constexpr int http_ok = 200, http_too_many_requests = 429, http_server_errors = 500;

Outcome of_status(int status) {
  if (status == http_ok) return Outcome::answered;
  if (status == http_too_many_requests) return Outcome::throttled;
  return status >= http_server_errors ? Outcome::server_error : Outcome::refused;
}

}  // namespace

std::string_view to_string(Outcome outcome) { return names.at(static_cast<std::size_t>(outcome)); }

Outcome outcome_of(const HttpAnswer& answer) {
  switch (answer.end) {
    case End::answered:
      return of_status(answer.status);
    case End::unreachable:
      return Outcome::unreachable;
    case End::timed_out:
      return Outcome::timed_out;
    case End::untrusted:
      return Outcome::untrusted;
    case End::too_large:
      return Outcome::too_large;
    case End::cancelled:
      return Outcome::cancelled;
  }
  return Outcome::unreachable;
}

bool may_be_repeated(Outcome outcome) {
  return outcome == Outcome::throttled || outcome == Outcome::server_error || outcome == Outcome::unreachable;
}

}  // namespace visiond::gemini
