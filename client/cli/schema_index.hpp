#pragma once
// The daemon's schema by path: which setting a path names. Refers to the answer of
// DescribeSettings it was made of, which must outlive it. Immutable.

#include "visiond/v1/settings.pb.h"

#include <map>
#include <string>
#include <vector>

namespace visiond::cli {

class SchemaIndex {
 public:
  using Setting = v1::SettingsSchema::Setting;

  explicit SchemaIndex(const v1::SettingsSchema& schema);

  // The setting at exactly this path; nullptr where there is none.
  const Setting* exact(const std::vector<std::string>& keys) const;
  // Every section and setting, in the schema's order.
  const std::vector<std::string>& paths() const { return paths_; }

 private:
  std::map<std::string, const Setting*> settings_;
  std::vector<std::string> paths_;
};

}  // namespace visiond::cli
