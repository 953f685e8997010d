#include "daemon/app/services.hpp"

#include "services/detection/detection_stage.hpp"
#include "services/inference/inference_stage.hpp"

#include <iterator>
#include <memory>
#include <stdexcept>
#include <utility>

namespace visiond::app {
namespace {

std::vector<std::unique_ptr<pipeline::Stage>> make_stages(pipeline::EventSink& events, inference::TrackCrops& crops) {
  std::vector<std::unique_ptr<pipeline::Stage>> stages;
  stages.push_back(std::make_unique<detection::DetectionStage>());
  stages.push_back(std::make_unique<inference::InferenceStage>(events, &crops));
  return stages;
}

std::vector<settings::Section> sections_of(const std::vector<transaction::Participant*>& all) {
  std::vector<settings::Section> sections;
  for (const auto* each : all) sections.push_back(each->section());
  return sections;
}

transaction::Planner make_planner(const std::vector<transaction::Participant*>& all) {
  std::vector<transaction::Node> nodes;
  for (const auto* each : all) {
    const auto& section = each->section();
    nodes.push_back({section.name, section.priority, section.dependencies});
  }
  auto planner = transaction::Planner::build(std::move(nodes));
  if (!planner) throw std::logic_error(planner.error().message);
  return std::move(*planner);
}

std::string camera_name(const pipeline::Generation& generation) {
  const auto* camera = generation.part<camera::CameraPart>();
  return camera != nullptr ? camera->settings().name : "";
}

}  // namespace

Services::Services(const base::Clock& clock, Options options)
    : clock_(clock),
      models_(std::move(options.models_dir)),
      pipeline_(clock, make_stages(events_, crops_)),
      camera_(clock, pipeline_.sink(),
              {.allow_fault_options = options.allow_fault_options,
               .listener = {.lost = [this](const auto& why) { tell<pipeline::CameraLost>(why); },
                            .back = [this](const auto& why) { tell<pipeline::CameraBack>(why); }},
               .allowed_paths = options.allowed_paths}),
      detection_(models_, options.detectors != nullptr ? std::move(options.detectors)
                                                       : detection::detector_factory(models_, engine::opencv_engine())),
      inference_(options.classifiers != nullptr ? std::move(options.classifiers)
                                                : inference::classifier_factory(models_, engine::opencv_engine())),
      gemini_({.clock = clock,
               .pictures = pipeline_,
               .events = events_,
               .sink = events_,
               .generation = [this] { return pipeline_.generation(); },
               .camera_name = camera_name},
              {.ledger = options.state_dir / "gemini.sqlite", .allowed_paths = options.allowed_paths}),
      daemon_(clock),
      all_{&camera_, &detection_, &inference_, &gemini_, &training_, &ui_, &daemon_},
      schema_(sections_of(all_)),
      planner_(make_planner(all_)) {
  for (auto* each : all_) participants_[each->section().name] = each;
}

template <class Happening>
void Services::tell(const std::string& message) {
  events_.publish(clock_.wall_now(), pipeline_.revision(), Happening{message});
}

std::vector<settings::Violation> Services::check(const transaction::json::object& full) const {
  std::vector<settings::Violation> violations;
  for (const auto& [name, participant] : participants_) {
    transaction::SectionChange change;
    change.after = full.at(name).as_object();
    auto found = participant->check(change, full);
    std::move(found.begin(), found.end(), std::back_inserter(violations));
  }
  return violations;
}

}  // namespace visiond::app
