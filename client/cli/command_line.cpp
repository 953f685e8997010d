#include "client/cli/command_line.hpp"

#include "daemon/settings/json_text.hpp"

#include <charconv>
#include <utility>

namespace visiond::cli {
namespace {

constexpr const char* footer =
    "Exit codes: 0 done, 1 other failure, 2 usage, 3 refused as invalid, 4 conflict with another change, 5 rolled "
    "back,\n"
    "6 not now or not under these conditions, 7 no daemon to talk to, 8 not allowed, 9 rollback incomplete,\n"
    "10 partially committed.";

template <class T>
std::optional<T> read(const std::string& text) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

CommandLine::CommandLine()
    : app_("Talks to visiond: reads and changes its settings, and shows what it sees.", "visionctl") {
  app_.require_subcommand(1);
  app_.fallthrough();
  app_.set_version_flag("--version", std::string("visionctl ") + VISIOND_VERSION);
  app_.footer(footer);
  app_.add_option(
          "-a,--address", globals_.address,
          std::string("Where visiond listens: unix:PATH or HOST:PORT; ") + client::default_address + " if not given")
      ->envname("VISIOND_ADDRESS")
      ->type_name("ADDR");
  add_choice<Output>(app_, "-o,--output", globals_.output, {{"table", Output::table}, {"json", Output::json}},
                     "table for people, json for programs")
      ->envname("VISIOND_OUTPUT");
  add_duration(app_, "--timeout", globals_.timeout, "How long to wait for an answer, 30s if not given");
}

CLI::App& CommandLine::add(const std::string& name, const std::string& description, Action action) {
  return add_to(app_, name, description, std::move(action));
}

CLI::App& CommandLine::add_group(const std::string& name, const std::string& description) {
  CLI::App* group = app_.add_subcommand(name, description);
  group->fallthrough();
  group->require_subcommand(1);
  return *group;
}

CLI::App& CommandLine::add_to(CLI::App& group, const std::string& name, const std::string& description, Action action) {
  CLI::App* command = group.add_subcommand(name, description);
  command->fallthrough();
  command->callback([this, action = std::move(action)] { chosen_ = action; });
  return *command;
}

CLI::Option* CommandLine::add_duration(CLI::App& command, const std::string& name, std::optional<Nanoseconds>& into,
                                       const std::string& description) {
  return command
      .add_option_function<std::string>(
          name, [&into](const std::string& text) { into = parse_duration(text); }, description)
      ->type_name("DURATION");
}

CLI::Option* CommandLine::add_count(CLI::App& command, const std::string& name, std::uint64_t& into,
                                    std::uint64_t least, const std::string& description) {
  const auto read_text = [&into, least, shown = shown_name(name)](const std::string& text) {
    const auto number = read<std::uint64_t>(text);
    if (!number || *number < least)
      throw UsageError(shown + " takes a whole number of at least " + std::to_string(least) + ", not \"" + text + "\"");
    into = *number;
  };
  return command.add_option_function<std::string>(name, read_text, description)->type_name("N");
}

CLI::Option* CommandLine::add_number(CLI::App& command, const std::string& name, double& into, double most,
                                     const std::string& description) {
  const auto read_text = [&into, most, shown = shown_name(name)](const std::string& text) {
    const auto number = read<double>(text);
    // Not a number compares with nothing.
    if (!number || !(*number >= 0 && *number <= most)) {
      std::string range;
      settings::append_number(range, most);
      throw UsageError(shown + " takes a number from 0 to " + range + ", not \"" + text + "\"");
    }
    into = *number;
  };
  return command.add_option_function<std::string>(name, read_text, description)->type_name("NUMBER");
}

std::string shown_name(const std::string& name) {
  const auto option = name.find("--");
  return option == std::string::npos ? name : name.substr(option);
}

}  // namespace visiond::cli
