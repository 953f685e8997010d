#include "daemon/app/command_line.hpp"

#include "daemon/app/address.hpp"
#include "daemon/app/version.hpp"
#include "daemon/base/failpoint.hpp"
#include "daemon/settings/json_text.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>
#include <utility>

namespace visiond::app {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

// As they were typed; absent options stay empty.
struct Arguments {
  std::string config;
  std::vector<std::string> listen;
  std::string http;
  std::string state_dir;
  std::string models_dir;
  std::string model_catalogue;
  std::string initial_settings;
  bool allow_fault_options = false;
  bool start_from_newest_readable = false;
  bool check_config = false;
  bool list_failpoints = false;
};

void declare(CLI::App& parser, Arguments& into) {
  parser.add_option("--config", into.config, "Configuration file; without it the defaults hold")->type_name("FILE");
  parser
      .add_option("--listen", into.listen,
                  "Where to serve gRPC: unix:PATH or HOST:PORT (port 0 picks one); may be repeated")
      ->type_name("ADDR")
      ->allow_extra_args(false);
  parser.add_option("--http", into.http, "Where to serve HTTP; this version serves none, so only off is accepted")
      ->type_name("ADDR|off");
  parser.add_option("--state-dir", into.state_dir, "Folder of the store")->type_name("DIR");
  parser.add_option("--models-dir", into.models_dir, "Folder of the models")->type_name("DIR");
  parser.add_option("--model-catalogue", into.model_catalogue, "File that names models to download")->type_name("FILE");
  parser
      .add_option("--initial-settings", into.initial_settings,
                  "Merge patch of the default settings, used only when the store is empty")
      ->type_name("FILE|JSON");
  parser.add_flag("--allow-fault-options", into.allow_fault_options, "Accept sources that break on purpose; for tests");
  parser.add_flag("--start-from-newest-readable", into.start_from_newest_readable,
                  "Set a damaged store aside and start from what can be read of it");
  parser.add_flag("--check-config", into.check_config, "Check configuration and initial settings, then end");
  parser.add_flag("--list-failpoints", into.list_failpoints,
                  "List the names that VISIOND_FAILPOINTS may hold; for tests");
  parser.set_version_flag("--version", "visiond " + std::string(version()));
  parser.footer("Exit codes: 0 stopped on request, 1 failed, 2 wrong usage or configuration, 3 store damaged.");
}

Result<std::string> read_file(const std::string& name, const std::string& what) {
  const auto cannot = [&](int reason) {
    return Error{ErrorCode::invalid_setting, name,
                 "the " + what + " " + name + " cannot be read: " + std::generic_category().message(reason)};
  };
  std::error_code ignored;
  if (std::filesystem::is_directory(name, ignored)) return cannot(EISDIR);
  std::ifstream file(name, std::ios::binary);
  if (!file) return cannot(errno);
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

Result<json::object> read_initial_settings(const std::string& argument) {
  const auto first = argument.find_first_not_of(" \t\r\n");
  const bool is_json = first != std::string::npos && argument[first] == '{';
  auto text = is_json ? Result<std::string>(argument) : read_file(argument, "initial settings' file");
  if (!text) return text.error();
  auto value = settings::read_json(*text, {.comments = true, .file = is_json ? "--initial-settings" : argument});
  if (!value) return value.error();
  if (auto* object = value->if_object()) return std::move(*object);
  return Error{ErrorCode::invalid_setting, argument,
               "the initial settings in " + argument + " must be one JSON object, as in {\"ui\":{\"theme\":\"dark\"}}"};
}

Result<Config> read_config_of(const Arguments& arguments) {
  if (arguments.config.empty()) return Config();
  const auto text = read_file(arguments.config, "configuration file");
  if (!text) return text.error();
  return read_config(*text, arguments.config);
}

std::vector<std::string> overlay(const Arguments& arguments, Config& config) {
  std::vector<std::string> mistakes;
  for (const auto& address : arguments.listen)
    if (const auto mistake = address_mistake(address)) mistakes.push_back("--listen: " + *mistake);
  if (!arguments.http.empty() && arguments.http != "off")
    mistakes.push_back("--http: this version serves no HTTP; leave the option out, or give off");
  if (!arguments.listen.empty()) config.listen = arguments.listen;
  if (!arguments.state_dir.empty()) config.state_dir = arguments.state_dir;
  if (!arguments.models_dir.empty()) config.models_dir = arguments.models_dir;
  if (!arguments.model_catalogue.empty()) config.model_catalogue = arguments.model_catalogue;
  config.allow_fault_options |= arguments.allow_fault_options;
  return mistakes;
}

std::variant<Invocation, EarlyEnd> invocation_of(const Arguments& arguments) {
  Invocation invocation;
  std::vector<std::string> mistakes;
  if (auto config = read_config_of(arguments))
    invocation.config = std::move(*config);
  else
    mistakes.push_back(config.error().message);
  const auto others = overlay(arguments, invocation.config);
  mistakes.insert(mistakes.end(), others.begin(), others.end());
  if (!arguments.initial_settings.empty()) {
    if (auto settings = read_initial_settings(arguments.initial_settings))
      invocation.initial_settings = std::move(*settings);
    else
      mistakes.push_back(settings.error().message);
  }
  invocation.start_from_newest_readable = arguments.start_from_newest_readable;
  invocation.check_config = arguments.check_config;
  if (mistakes.empty()) return invocation;
  std::string text;
  for (const auto& each : mistakes) text += each + "\n";
  return EarlyEnd{exit_usage, std::move(text)};
}

EarlyEnd failpoints() {
  if constexpr (base::has_failpoints) {
    std::string names;
    for (const auto& row : base::failpoint_table) names += std::string(row.name) + "\n";
    return {0, std::move(names)};
  } else {
    return {exit_usage,
            "this visiond was built without fail points; configure with -DVISIOND_FAILPOINTS=ON, or by the preset "
            "faults\n"};
  }
}

}  // namespace

std::variant<Invocation, EarlyEnd> read_command_line(std::vector<std::string> arguments) {
  CLI::App parser("A camera-to-inference daemon whose settings change atomically.", "visiond");
  Arguments typed;
  declare(parser, typed);
  std::reverse(arguments.begin(), arguments.end());
  try {
    parser.parse(std::move(arguments));
  } catch (const CLI::ParseError& stop) {
    std::ostringstream out, err;
    const bool wanted = parser.exit(stop, out, err) == 0;
    return wanted ? EarlyEnd{0, out.str()} : EarlyEnd{exit_usage, err.str()};
  }
  if (typed.list_failpoints) return failpoints();
  return invocation_of(typed);
}

}  // namespace visiond::app
