#include "services/training/job.hpp"

#include "daemon/settings/formats.hpp"
#include "daemon/settings/json_text.hpp"
#include "services/training/words.hpp"

#include <boost/json.hpp>

#include <cmath>
#include <limits>

namespace visiond::training {

namespace json = boost::json;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

Error refused(const std::string& why) { return {ErrorCode::invalid_request, "", why}; }

json::object settings_of(const TrainingSettings& settings) {
  return {{"feature", word_of(settings.feature)},
          {"feature_width", settings.feature_width},
          {"feature_height", settings.feature_height},
          {"feature_model", settings.feature_model},
          {"feature_layer", settings.feature_layer},
          {"method", word_of(settings.method)},
          {"epochs", settings.epochs},
          {"validation_fraction", settings.validation_fraction},
          {"min_samples_per_class", settings.min_samples_per_class},
          {"nice", settings.nice},
          {"latency_target_ms", settings.latency_target_ms},
          {"auto_promote", settings.auto_promote},
          {"min_accuracy", settings.min_accuracy}};
}

// What is missing or of another type throws; read_job() catches.
Job job_of(const json::object& from) {
  Job job;
  job.settings = training_table().parse(from.at("settings").as_object());
  job.network_folder = std::string(from.at("network_folder").as_string());
  job.seed = from.at("seed").to_number<std::uint64_t>();
  for (const auto& label : from.at("labels").as_array()) job.labels.emplace_back(label.as_string());
  for (const auto& sample : from.at("samples").as_array()) {
    const auto& pair = sample.as_array();
    job.samples.push_back({std::string(pair.at(0).as_string()), pair.at(1).to_number<std::size_t>()});
    if (job.samples.back().label >= job.labels.size()) throw std::out_of_range("a sample has no label");
  }
  return job;
}

const json::value* member(const json::object& from, const char* name) { return from.if_contains(name); }

bool is_line(const json::value* value) {
  return value != nullptr && value->is_string() && settings::is_text(value->get_string());
}

}  // namespace

std::string write(const Job& job) {
  json::array samples;
  for (const auto& sample : job.samples) samples.push_back(json::array{sample.file, sample.label});
  return settings::write_json(json::object{{"labels", json::array(job.labels.begin(), job.labels.end())},
                                           {"samples", std::move(samples)},
                                           {"settings", settings_of(job.settings)},
                                           {"network_folder", job.network_folder},
                                           {"seed", job.seed}});
}

Result<Job> read_job(std::string_view text) {
  const auto document = settings::read_json(text);
  if (!document) return refused(document.error().message);
  try {
    return job_of(document->as_object());
  } catch (const std::exception& exception) {
    return refused(std::string("this is no job: ") + exception.what());
  }
}

std::string write(const TrainerLine& line) {
  json::object text;
  if (const auto* progress = std::get_if<Progress>(&line)) {
    text = {{"doing", progress->doing}, {"done", progress->done}};
  } else {
    text = {{"gives_up", settings::elide(std::get<GivesUp>(line).why, longest_line / 8)}};
  }
  return settings::write_json(text) + "\n";
}

Result<TrainerLine> read_trainer_line(std::string_view text) {
  if (text.size() > longest_line) return refused("the line is too long");
  const auto document = settings::read_json(text);
  if (!document) return refused(document.error().message);
  if (!document->is_object()) return refused("the line is no object");
  const auto& from = document->get_object();
  if (const auto* why = member(from, "gives_up"); is_line(why))
    return TrainerLine(GivesUp{std::string(why->get_string())});
  const auto *doing = member(from, "doing"), *done = member(from, "done");
  if (!is_line(doing) || done == nullptr || !done->is_number()) return refused("the line says neither of the two");
  const auto part = done->to_number<double>();
  if (!(part >= 0 && part <= 1)) return refused("done is not within 0 to 1");
  return TrainerLine(Progress{std::string(doing->get_string()), part});
}

}  // namespace visiond::training
