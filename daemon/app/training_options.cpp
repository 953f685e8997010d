#include "daemon/app/training_options.hpp"

#include "daemon/settings/json_text.hpp"
#include "services/training/decoding.hpp"
#include "services/training/training_part.hpp"

#include <string>
#include <system_error>
#include <utility>

namespace visiond::app {

using base::Result;

namespace {

// Where the section is impaired, the defaults are in force.
training::TrainingSettings settings_in_force(const pipeline::Pipeline& pipeline) {
  const auto parts = pipeline.parts();
  const auto found = parts.find(training::TrainingPart::section);
  if (found == parts.end()) return {};
  return static_cast<const training::TrainingPart&>(*found->second).settings();
}

transaction::Request promotion_of(const std::string& model, double accuracy) {
  transaction::Request request;
  request.patch = boost::json::object{{"inference", {{"classifier", model}}}};
  request.author = "training";
  request.comment = model + " is promoted: its accuracy is ";
  settings::append_number(request.comment, accuracy);
  return request;
}

}  // namespace

training::Desk::Options training_options(const pipeline::Pipeline& pipeline, const inference::CropsApi& crops,
                                         runtime::SettingsApi& engine, const std::filesystem::path& state_dir,
                                         const std::filesystem::path& trainer) {
  training::Desk::Options options;
  options.state_dir = std::filesystem::absolute(state_dir).lexically_normal();
  std::error_code error;
  options.trainer = trainer.empty()
                        ? std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "visiond-trainer"
                        : trainer;
  options.decodes = training::decodes;
  options.settings = [&pipeline] { return settings_in_force(pipeline); };
  options.crop_of = [&crops](std::uint64_t track_id) { return crops.crop_of(track_id); };
  options.promote = [&engine](const std::string& model, double accuracy,
                              std::function<void(Result<std::string>)> done) {
    engine.apply(
        promotion_of(model, accuracy), [](const base::TransactionId&, bool) {},
        [done = std::move(done)](const runtime::Answer& answer) {
          if (answer.report->error) return done(*answer.report->error);
          done(answer.report->transaction_id.value);
        });
  };
  return options;
}

}  // namespace visiond::app
