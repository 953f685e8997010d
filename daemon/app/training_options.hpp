#pragma once
// What training needs of the rest of the daemon: the settings in force, pictures of tracks, and the transaction that
// makes a trained model the classifier. Called once, by the composition root; what it returns is thread-safe.

#include "daemon/runtime/settings_api.hpp"
#include "services/inference/api.hpp"
#include "services/pipeline/pipeline.hpp"
#include "services/training/desk.hpp"

#include <filesystem>

namespace visiond::app {

// All outlive what is returned. `trainer` empty: visiond-trainer beside this program.
training::Desk::Options training_options(const pipeline::Pipeline& pipeline, const inference::CropsApi& crops,
                                         runtime::SettingsApi& engine, const std::filesystem::path& state_dir,
                                         const std::filesystem::path& trainer);

}  // namespace visiond::app
