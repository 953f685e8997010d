#pragma once
// The keys of model.json with their ranges and choices, as tables. Private to this folder. Immutable; thread-safe.

#include "daemon/settings/table.hpp"
#include "services/models/manifest.hpp"

#include <string>

namespace visiond::models {

struct Files {
  std::string network, weights, labels, report;
};

const settings::Table<Manifest>& manifest_table();
const settings::Table<Files>& files_table();
const settings::Table<Input>& input_table();
const settings::Table<Features>& features_table();

}  // namespace visiond::models
