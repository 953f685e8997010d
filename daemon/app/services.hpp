#pragma once
// Every service of the daemon, made and named in one place: a new one is a member and a line in the list. Owned by the
// daemon; immutable once made, the services themselves are thread-safe.

#include "daemon/app/daemon_section.hpp"
#include "daemon/base/clock.hpp"
#include "daemon/runtime/execution.hpp"
#include "daemon/settings/schema.hpp"
#include "daemon/transaction/planner.hpp"
#include "services/camera/camera.hpp"
#include "services/detection/detection.hpp"
#include "services/gemini/gemini.hpp"
#include "services/inference/inference.hpp"
#include "services/inference/track_crops.hpp"
#include "services/models/library.hpp"
#include "services/pipeline/event_hub.hpp"
#include "services/pipeline/pipeline.hpp"
#include "services/training/training.hpp"
#include "services/ui/ui.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace visiond::app {

class Services {
 public:
  struct Options {
    bool allow_fault_options = false;
    std::filesystem::path state_dir{};  // where services keep what outlives the process
    std::filesystem::path models_dir{};
    std::vector<std::filesystem::path> allowed_paths{};  // where files of credentials may lie
    detection::DetectorFactory detectors{};              // none: all backends
    inference::ClassifierFactory classifiers{};          // none: those of the models folder
  };
  // The clock outlives them.
  Services(const base::Clock& clock, Options options);

  pipeline::Pipeline& pipeline() { return pipeline_; }
  pipeline::EventHub& events() { return events_; }
  camera::Camera& camera() { return camera_; }
  gemini::Gemini& gemini() { return gemini_; }
  models::Library& models() { return models_; }
  inference::TrackCrops& crops() { return crops_; }
  training::Board& training_board() { return training_board_; }
  const settings::Schema& schema() const { return schema_; }
  const transaction::Planner& planner() const { return planner_; }
  const runtime::ParticipantMap& participants() const { return participants_; }

  // Rules across fields, of all services, on a full document.
  std::vector<settings::Violation> check(const transaction::json::object& full) const;

 private:
  // What happened to the camera.
  template <class Happening>
  void tell(const std::string& message);

  const base::Clock& clock_;
  pipeline::EventHub events_;
  models::Library models_;
  inference::TrackCrops crops_;
  training::Board training_board_;
  pipeline::Pipeline pipeline_;
  camera::Camera camera_;
  detection::Detection detection_;
  inference::Inference inference_;
  gemini::Gemini gemini_;
  training::Training training_{training_board_};
  ui::Ui ui_;
  DaemonSection daemon_;
  std::vector<transaction::Participant*> all_;
  settings::Schema schema_;
  transaction::Planner planner_;
  runtime::ParticipantMap participants_;
};

}  // namespace visiond::app
