#pragma once
// The process's own set-up, which is not a setting: read once, before anything starts, from a file such as
// config/visiond.json. Immutable afterwards; thread-safe.

#include "daemon/base/error.hpp"
#include "daemon/settings/table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace visiond::app {

struct Config {
  std::vector<std::string> listen{"unix:/run/visiond/visiond.sock", "127.0.0.1:7740"};
  std::string state_dir = "/var/lib/visiond";
  std::string models_dir = "/var/lib/visiond/models";
  std::vector<std::string> allowed_paths{};  // of models to install and files of credentials; none: models_dir's parent
  std::string model_catalogue = "/etc/visiond/models.json";
  int compute_threads = 0;  // 0: one a processor
  bool allow_fault_options = false;
};

// The keys of the file, with the defaults above.
const settings::Table<Config>& config_table();

// JSON with comments; what it does not name stays at its default. INVALID_SETTING lists every mistake, each on a line
// of its own as FILE:LINE:COLUMN: what is wrong and what would be right.
base::Result<Config> read_config(std::string_view text, const std::string& file);

}  // namespace visiond::app
