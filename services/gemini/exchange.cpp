#include "services/gemini/exchange.hpp"

#include "daemon/base/credential.hpp"
#include "daemon/settings/formats.hpp"
#include "services/gemini/retry.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace visiond::gemini {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// Bytes of what others say, once the key is out of it.
constexpr std::size_t longest_words = 400;

Error failed(const std::string& why) { return {ErrorCode::provider_failed, "", why}; }

std::string seconds_text(base::Duration duration) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(duration).count()) + " s";
}

// Why there is no sound answer, in words.
std::string complaint(const GeminiSettings& settings, Outcome outcome, const HttpAnswer& answer) {
  const std::string who(protocol_of(settings.provider).name());
  switch (outcome) {
    case Outcome::throttled:
    case Outcome::refused:
    case Outcome::server_error: {
      const auto reason = reason_in(answer.body);
      return "the provider (" + who + ") answers HTTP " + std::to_string(answer.status) +
             (reason.empty() ? "" : ": " + reason);
    }
    case Outcome::timed_out:
      return "the provider (" + who + ") has not answered within gemini.timeout_ms: " + answer.why;
    default:
      return "the provider (" + who + ") cannot be asked: " + answer.why;
  }
}

}  // namespace

Exchange::Asked Exchange::send(const GeminiPart& part, const HttpRequest& request, base::Duration limit,
                               const std::stop_token& stop) {
  const auto& key = part.key().reveal();
  auto answer = given_.post(request, {.total = limit}, stop);
  auto outcome = outcome_of(answer);
  Asked asked{.said = Said{}, .last = outcome, .retry_after = answer.retry_after, .status = answer.status};
  if (outcome == Outcome::answered) {
    auto said = protocol_of(part.settings().provider).read(answer.body);
    if (!said) outcome = Outcome::malformed;
    if (said && said->text.empty()) outcome = Outcome::silent;
    if (said) {
      // A provider may say anything, what it was sent included.
      said->text = base::redacted(std::move(said->text), key);
      said->silence = settings::elide(base::redacted(std::move(said->silence), key), longest_words);
    }
    asked.said = std::move(said);
  } else if (outcome == Outcome::cancelled) {
    asked.said = Error{ErrorCode::cancelled, "", "the request was given up"};
  } else {
    asked.said =
        failed(settings::elide(base::redacted(complaint(part.settings(), outcome, answer), key), longest_words));
  }
  asked.last = outcome;
  given_.sent(outcome);
  return asked;
}

Exchange::Asked Exchange::ask(const GeminiPart& part, const Question& question, int most_attempts,
                              const std::stop_token& stop) {
  const auto& values = part.settings();
  const auto request = protocol_of(values.provider).request(values.base_url, question, part.key());
  const auto end = given_.clock.steady_now() + std::chrono::milliseconds(values.timeout_ms);
  Asked asked{.said = Said{}};
  for (int attempt = 1;; ++attempt) {
    if (auto may = given_.may_send(); !may) {
      asked.said = may.error();
      return asked;
    }
    asked = send(part, request, end - given_.clock.steady_now(), stop);
    const auto left = end - given_.clock.steady_now();
    const auto pause =
        pause_before_next({attempt, *asked.last, asked.retry_after}, most_attempts, left, given_.random());
    if (!pause) break;
    given_.pause(*pause, stop);
    if (stop.stop_requested()) {
      asked.said = Error{ErrorCode::cancelled, "", "the request was given up"};
      return asked;
    }
  }
  if (!asked.said && asked.retry_after && may_be_repeated(*asked.last))
    asked.said = failed(asked.said.error().message + "; it asks for a pause of " + seconds_text(*asked.retry_after));
  return asked;
}

}  // namespace visiond::gemini
