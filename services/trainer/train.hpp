#pragma once
// One job from its samples to a model and a report. Used by one thread.

#include "services/training/job.hpp"

#include <filesystem>
#include <functional>

namespace visiond::trainer {

// Leaves model.yml and report.json in `folder`. INVALID_REQUEST or ROLLED_BACK where a picture or the network cannot be
// used, STORAGE_FAILED where nothing can be written; may throw cv::Exception.
base::Result<void> train(const training::Job& job, const std::filesystem::path& folder,
                         const std::function<void(const training::Progress&)>& tell);

}  // namespace visiond::trainer
