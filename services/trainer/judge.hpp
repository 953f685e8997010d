#pragma once
// From what samples are and what they were told to be, to a report. Pure; thread-safe.

#include "services/training/api.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace visiond::trainer {

struct Verdict {
  std::size_t is = 0, told = 0;  // classes
};

// Accuracy, confusion matrix, and the held out samples and the recall of each class.
training::Report judge(const std::vector<std::string>& labels, const std::vector<Verdict>& verdicts);

}  // namespace visiond::trainer
