// One question: settings and picture, the provider, and who is told.
#include "daemon/base/credential.hpp"
#include "services/gemini/describer.hpp"
#include "services/gemini/prompt.hpp"
#include "services/gemini/utc.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace visiond::gemini {

using base::Error;
using base::ErrorCode;
using base::Result;
using pipeline::Picture;
using pipeline::SceneDescription;

namespace {

// A picture that is on its way from the encoding thread.
struct Awaited {
  std::mutex mutex;
  std::condition_variable_any came;
  std::optional<Result<Picture>> picture;
};

void pause_for(base::Duration duration, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, duration, [] { return false; });
}

// As metrics have it.
std::string reason_of(const Error& error) {
  if (error.code == ErrorCode::storage_full || error.code == ErrorCode::store_damaged) return "STORAGE_FAILED";
  return std::string(to_string(error.code));
}

}  // namespace

// Taken while nothing can be put in force unnoticed: what is in force afterwards and differs ends the question.
Describer::Ground Describer::take_ground(std::stop_source stop) {
  const std::lock_guard lock(mutex_);
  current_ = std::move(stop);
  if (stopped_) current_.request_stop();
  Ground ground;
  // Let go of at once, because it keeps the camera's source open.
  if (const auto generation = given_.generation(); generation != nullptr) {
    const auto found = generation->parts().find(GeminiPart::section);
    if (found != generation->parts().end()) ground.part = std::static_pointer_cast<const GeminiPart>(found->second);
    ground.revision = generation->revision();
    ground.camera = given_.camera_name(*generation);
  }
  asking_ = ground.part;
  return ground;
}

void Describer::work_on(Job job) {
  std::stop_source stop;
  const std::stop_callback caller(job.stop, [&stop] { stop.request_stop(); });
  const auto ground = take_ground(stop);
  const auto refusal = left_alone();
  auto answered = refusal ? Result<SceneDescription>(*refusal) : answer(job, ground, stop.get_token());
  {
    const std::lock_guard lock(mutex_);
    asking_.reset();
  }
  if (!answered) {
    if (answered.error().code == ErrorCode::cancelled) answered = interruption(job);
    drop(refusal ? "LEFT_ALONE" : reason_of(answered.error()));
  }
  if (job.done) return job.done(std::move(answered));
  // Refusals of our own come with every track, and are counted.
  if (!answered && !refusal && answered.error().code == ErrorCode::provider_failed)
    spdlog::warn("gemini: {}", answered.error().message);
}

std::optional<Error> Describer::left_alone() const {
  const auto fares = state();
  if (!fares.retry_at) return std::nullopt;
  return Error{ErrorCode::provider_failed, "gemini",
               "the provider fails and is left alone until " + utc_text(*fares.retry_at) +
                   "; the last failure: " + fares.last_error};
}

Error Describer::interruption(const Job& job) const {
  const std::lock_guard lock(mutex_);
  if (stopped_) return {ErrorCode::draining, "", "the daemon is stopping"};
  if (job.stop.stop_requested()) return {ErrorCode::cancelled, "", "the caller went away"};
  return {ErrorCode::cancelled, "", "the section gemini has changed meanwhile; ask again"};
}

Result<SceneDescription> Describer::answer(const Job& job, const Ground& ground, const std::stop_token& stop) try {
  if (stop.stop_requested()) return Error{ErrorCode::cancelled, "", ""};
  if (ground.part == nullptr)
    return Error{ErrorCode::service_disabled, "gemini", "gemini is impaired; visionctl status says why"};
  const auto& values = ground.part->settings();
  if (!values.enabled)
    return Error{ErrorCode::service_disabled, "gemini.enabled",
                 "gemini.enabled is false; set it, with gemini.model and gemini.api_key_ref, to have scenes described"};
  // It waited while its trigger was switched off.
  if (!job.done && values.trigger != job.trigger) return Error{ErrorCode::cancelled, "", ""};
  auto picture = take_picture(values, stop);
  if (!picture) return picture.error();
  const auto& result = *picture->result;
  PromptValues filled{.camera = ground.camera, .time = result.capture_time};
  for (const auto& each : result.detections) filled.labels.push_back(each.label);
  const Question question{.model = values.model,
                          .prompt = fill_prompt(job.prompt.empty() ? values.prompt : job.prompt, filled),
                          .jpeg = picture->jpeg,
                          .temperature = values.temperature,
                          .max_output_tokens = values.max_output_tokens};
  const auto begun = given_.clock.steady_now();
  auto said = ask(*ground.part, question, stop);
  if (!said) return said.error();
  SceneDescription scene{.text = std::move(said->text),
                         .model = values.model,
                         .provider = std::string(protocol_of(values.provider).name()),
                         .frame_sequence = result.frame_sequence,
                         .revision = ground.revision,
                         .latency = given_.clock.steady_now() - begun,
                         .input_tokens = said->input_tokens,
                         .output_tokens = said->output_tokens};
  {
    const std::lock_guard lock(mutex_);
    figures_.latency.observe(scene.latency);
  }
  given_.events.publish(result.capture_time, ground.revision, scene);
  return scene;
} catch (const std::exception& failure) {
  return Error{ErrorCode::internal, "gemini", failure.what()};
}

Result<Picture> Describer::take_picture(const GeminiSettings& values, const std::stop_token& stop) {
  const auto awaited = std::make_shared<Awaited>();
  const pipeline::PictureOptions options{.max_width = values.image_max_px, .max_height = values.image_max_px};
  given_.pictures.newest_picture(options, [awaited](Result<Picture> picture) {
    const std::lock_guard lock(awaited->mutex);
    awaited->picture = std::move(picture);
    awaited->came.notify_all();
  });
  std::unique_lock lock(awaited->mutex);
  if (!awaited->came.wait(lock, stop, [&] { return awaited->picture.has_value(); }))
    return Error{ErrorCode::cancelled, "", ""};
  return std::move(*awaited->picture);
}

Result<Said> Describer::ask(const GeminiPart& part, const Question& question, const std::stop_token& stop) {
  const auto& values = part.settings();
  const Budget budget{values.requests_per_min, values.daily_budget};
  Exchange exchange({.clock = given_.clock,
                     .post = given_.post,
                     .may_send = [&] { return given_.ledger.reserve(budget, given_.clock.wall_now()); },
                     .sent = [this](Outcome outcome) { count(outcome); },
                     .pause = pause_for,
                     .random = given_.random});
  auto asked = exchange.ask(part, question, std::max(values.max_attempts, 1), stop);
  if (asked.said) {
    const auto& said = *asked.said;
    if (said.input_tokens > 0 || said.output_tokens > 0)
      given_.ledger.add_tokens(said.input_tokens, said.output_tokens, given_.clock.wall_now());
  }
  const std::lock_guard lock(mutex_);
  if (asked.said) {
    figures_.input_tokens += static_cast<std::uint64_t>(asked.said->input_tokens);
    figures_.output_tokens += static_cast<std::uint64_t>(asked.said->output_tokens);
    breaker_.succeeded();
    if (!asked.said->text.empty()) return std::move(asked.said);
    return Error{ErrorCode::provider_failed, "", asked.said->silence};
  }
  if (asked.said.error().code == ErrorCode::provider_failed && asking_ == in_force_) {
    const auto now = given_.clock.steady_now();
    breaker_.failed(now, asked.retry_after);
    retry_at_ = given_.clock.wall_now() + breaker_.shut_for(now).value_or(base::Duration());
    last_error_ = asked.said.error().message;
  }
  return std::move(asked.said);
}

}  // namespace visiond::gemini
