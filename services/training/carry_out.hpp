#pragma once
// One run from its job to what becomes of it: the trainer is watched over, its result gets into the registry of models
// as a new version, and is promoted where that is wished for. Used by the run's own thread.

#include "services/models/api.hpp"
#include "services/models/library.hpp"
#include "services/training/job.hpp"
#include "services/training/supervision.hpp"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

namespace visiond::training {

// Makes a model inference.classifier, by a transaction whose id it answers.
using Promote =
    std::function<void(const std::string& model, double accuracy, std::function<void(base::Result<std::string>)> done)>;

struct CarryOut {
  Supervision supervision;
  std::filesystem::path trainer;  // the program
  models::ModelsApi& models;
  const models::Library& library;
  std::function<TrainingSettings()> settings;  // in force now
  Promote promote;
};

// `folder` holds the job's file and is the trainer's to write in; `model_id` is what the result is called. `begun` is
// called once, when the trainer runs or cannot be started. `run` has ended when it returns.
void carry_out(const CarryOut& with, const std::filesystem::path& folder, const Job& job, const std::string& model_id,
               const std::stop_token& stop, Run& run, const std::function<void(const base::Result<void>&)>& begun);

// One more than the highest version of the model that is a number; 1 where there is none.
std::uint64_t next_version(const std::vector<models::Manifest>& installed, const std::string& model_id);

}  // namespace visiond::training
