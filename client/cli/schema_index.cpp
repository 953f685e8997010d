#include "client/cli/schema_index.hpp"

#include "daemon/settings/path.hpp"

namespace visiond::cli {

SchemaIndex::SchemaIndex(const v1::SettingsSchema& schema) {
  for (const auto& section : schema.sections()) {
    paths_.push_back(section.name());
    for (const auto& setting : section.settings()) {
      paths_.push_back(setting.path());
      settings_.emplace(setting.path(), &setting);
    }
  }
}

const SchemaIndex::Setting* SchemaIndex::exact(const std::vector<std::string>& keys) const {
  const auto found = settings_.find(settings::format_path(keys));
  return found == settings_.end() ? nullptr : found->second;
}

}  // namespace visiond::cli
