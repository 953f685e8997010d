#pragma once
// visiond's command line, on top of the configuration file: what main starts with. Pure but for the files that the
// arguments name; called once, from main's thread.

#include "daemon/app/config.hpp"

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace visiond::app {

namespace json = boost::json;

struct Invocation {
  Config config;                                 // the file's, overlaid by the arguments
  std::optional<json::object> initial_settings;  // a merge patch of the defaults; not yet judged by the schema
  bool start_from_newest_readable = false;
  bool check_config = false;  // judge the set-up, say so, do not start
};

inline constexpr int exit_usage = 2;

// What to say and end with instead of starting.
struct EarlyEnd {
  int exit_code = 0;    // 0, or exit_usage
  std::string message;  // for standard output when 0, else for standard error
};

// `arguments` without the program's name.
std::variant<Invocation, EarlyEnd> read_command_line(std::vector<std::string> arguments);

}  // namespace visiond::app
