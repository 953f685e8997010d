#pragma once
// What became of one request. Pure; thread-safe.

#include "services/gemini/http.hpp"

#include <string_view>

namespace visiond::gemini {

enum class Outcome {
  answered,      // with text
  silent,        // soundly, without text: blocked, refused, cut short
  malformed,     // status 200, and no answer of the protocol
  throttled,     // 429
  refused,       // any other status below 500
  server_error,  // 5xx
  unreachable,
  timed_out,
  untrusted,
  too_large,
  cancelled,
};

// As it stands in metrics: "ANSWERED".
std::string_view to_string(Outcome outcome);

// Of an answer whose body was not read yet: `answered` for status 200.
Outcome outcome_of(const HttpAnswer& answer);

// True where the same request may fare better in a moment.
bool may_be_repeated(Outcome outcome);

}  // namespace visiond::gemini
