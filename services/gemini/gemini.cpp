#include "services/gemini/gemini.hpp"

#include "daemon/base/credential.hpp"
#include "daemon/base/failpoint.hpp"
#include "services/gemini/http_post.hpp"
#include "services/gemini/prepared_gemini.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <random>
#include <utility>
#include <variant>

namespace visiond::gemini {

using base::Error;
using base::ErrorCode;
using base::Result;
using settings::Violation;
using transaction::Occasion;
using transaction::Prepared;
using transaction::ServiceState;

namespace {

double random_share() {
  thread_local std::minstd_rand engine{std::random_device{}()};
  return std::uniform_real_distribution<>(0, 1)(engine);
}

}  // namespace

Gemini::Gemini(Given given, GeminiOptions options)
    : given_(std::move(given)),
      options_(std::move(options)),
      post_(http_post),
      ledger_(options_.ledger),
      describer_({.clock = given_.clock,
                  .pictures = given_.pictures,
                  .events = given_.sink,
                  .generation = given_.generation,
                  .camera_name = given_.camera_name,
                  .post = post_,
                  .random = random_share,
                  .ledger = ledger_}) {}

void Gemini::start() {
  if (auto opened = ledger_.open(given_.clock.wall_now()); !opened)
    spdlog::error("gemini: requests cannot be counted, so none is sent: {}", opened.error().message);
  describer_.start();
  tracks_ = given_.events.subscribe([this](const std::shared_ptr<const pipeline::Event>& event) {
    if (std::holds_alternative<pipeline::TrackStarted>(event->happening)) describer_.track_started();
  });
}

void Gemini::stop() {
  tracks_.reset();
  describer_.stop();
}

std::vector<Violation> Gemini::check(const transaction::SectionChange& change, const transaction::json::object&) const {
  std::vector<Violation> violations;
  const auto values = gemini_table().parse(change.after);
  if (!values.enabled) return violations;
  const auto wrong = [&](std::string path, std::string message) {
    violations.push_back({std::move(path), ErrorCode::invalid_setting, std::move(message)});
  };
  if (values.model.empty()) wrong("gemini.model", "it must be named where gemini.enabled is true");
  if (values.api_key_ref.empty() && values.provider != Provider::openai)
    wrong("gemini.api_key_ref",
          "it must be named where gemini.enabled is true; only servers of gemini.provider=openai may go without");
  return violations;
}

bool Gemini::needs_worker(const transaction::SectionChange& change) const noexcept {
  const auto* enabled = change.after.if_contains("enabled");
  return enabled != nullptr && *enabled == true;
}

Result<base::Secret> Gemini::resolve(const GeminiSettings& values) const {
  if (!values.enabled || values.api_key_ref.empty()) return base::Secret();
  auto key = base::resolve_credential(values.api_key_ref, options_.allowed_paths);
  if (!key) return Error{ErrorCode::rolled_back, "gemini.api_key_ref", key.error().message};
  // It goes into a line of a request's head.
  if (std::any_of(key->begin(), key->end(), [](unsigned char c) { return c <= ' ' || c >= 0x7F; }))
    return Error{ErrorCode::rolled_back, "gemini.api_key_ref",
                 "the credential " + values.api_key_ref + " holds blanks or other characters that no key has"};
  return base::Secret(std::move(*key));
}

Result<void> Gemini::verify(const GeminiPart& part, const std::stop_token& stop) {
  constexpr int unauthorized = 401, forbidden = 403, few_tokens = 16;
  Exchange exchange({.clock = given_.clock,
                     .post = post_,
                     // It is counted, but whoever changes the settings is not held up by a budget: it may be what
                     // changes.
                     .may_send = [this]() -> Result<void> {
                       static_cast<void>(ledger_.reserve(std::nullopt, given_.clock.wall_now()));
                       return {};
                     },
                     .sent = [this](Outcome outcome) { describer_.count(outcome); },
                     .pause = [](base::Duration, const std::stop_token&) {},
                     .random = random_share});
  const Question tiny{.model = part.settings().model, .prompt = "Answer with OK.", .max_output_tokens = few_tokens};
  const auto asked = exchange.ask(part, tiny, 1, stop);
  if (asked.said) return {};
  const auto& why = asked.said.error().message;
  const bool of_key =
      asked.status == unauthorized || asked.status == forbidden || why.find("API key") != std::string::npos;
  return Error{asked.said.error().code == ErrorCode::cancelled ? ErrorCode::cancelled : ErrorCode::rolled_back,
               of_key ? "gemini.api_key_ref" : "gemini", "it was tried (gemini.verify_on_apply): " + why};
}

Result<std::unique_ptr<Prepared>> Gemini::prepare(transaction::PrepareInput input, std::stop_token stop) {
  if (auto fault = base::may_fail("gemini.prepare"); !fault) return fault.error();
  // Another detector changes nothing here.
  if (input.change.changes.empty() && input.occasion != Occasion::start_up) return std::unique_ptr<Prepared>();
  auto values = gemini_table().parse(input.change.after);
  auto key = resolve(values);
  if (!key) return key.error();
  const bool verified = values.enabled && values.verify_on_apply && input.occasion == Occasion::change;
  auto part = std::make_shared<const GeminiPart>(std::move(values), std::move(*key));
  if (verified) {
    if (auto fine = verify(*part, stop); !fine) return fine.error();
  }
  return std::unique_ptr<Prepared>(
      std::make_unique<PreparedGemini>(std::move(input.change.after), std::move(part), describer_));
}

transaction::ServiceStatus Gemini::status() const {
  const auto state = describer_.state();
  transaction::ServiceStatus status;
  if (state.part == nullptr || !state.part->settings().enabled) {
    status.state = ServiceState::disabled;
    status.message = "gemini.enabled is false";
    return status;
  }
  status.last_error = state.last_error;
  status.details = details(state);
  if (const auto fault = ledger_.fault()) {
    status.state = ServiceState::impaired;
    status.message = "requests cannot be counted, so none is sent";
    status.last_error = fault->message;
  } else if (state.retry_at) {
    status.state = ServiceState::impaired;
    status.message = "the provider fails and is left alone for a while";
    status.retry_at = state.retry_at;
  }
  return status;
}

transaction::json::object Gemini::details(const Describer::State& state) const {
  const auto& values = state.part->settings();
  const auto usage = ledger_.usage(given_.clock.wall_now());
  return {{"provider", protocol_of(values.provider).name()},
          {"model", values.model},
          {"waiting", state.waiting},
          {"requests_this_minute", usage.this_minute},
          {"requests_today", usage.today},
          {"left_this_minute", std::max<std::int64_t>(values.requests_per_min - usage.this_minute, 0)},
          {"left_today", std::max<std::int64_t>(values.daily_budget - usage.today, 0)},
          {"input_tokens_today", usage.input_tokens},
          {"output_tokens_today", usage.output_tokens}};
}

}  // namespace visiond::gemini
