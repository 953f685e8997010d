#pragma once
// visionctl's command line: every command registers itself here with its options and what to do when it was chosen.
// Owned by run(); used by one thread.

#include "client/cli/duration.hpp"
#include "client/cli/exit_code.hpp"
#include "client/cli/streams.hpp"
#include "client/cli/usage_error.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace visiond::cli {

class Context;

enum class Output { table, json };

// Where visiond listens when it is installed as a service.
constexpr const char* default_address = "unix:/run/visiond/visiond.sock";

struct GlobalOptions {
  std::string address = default_address;
  Output output = Output::table;
  std::optional<Nanoseconds> timeout;  // nothing: 30 s for a call, none for a stream
};

class CommandLine {
 public:
  using Action = std::function<ExitCode(Context&)>;

  CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  // A command; `action` runs when it was chosen. Options are added to what is returned.
  CLI::App& add(const std::string& name, const std::string& description, Action action);
  // An option of `command` that is written as a duration; throws UsageError while parsing.
  static CLI::Option* add_duration(CLI::App& command, const std::string& name, std::optional<Nanoseconds>& into,
                                   const std::string& description);

  // An option of `command` that takes one of several words, upper or lower case.
  template <class T>
  static CLI::Option* add_choice(CLI::App& command, const std::string& name, T& into,
                                 std::vector<std::pair<std::string, T>> choices, const std::string& description);

  CLI::App& app() { return app_; }
  const GlobalOptions& globals() const { return globals_; }
  const Action& chosen() const { return chosen_; }

 private:
  CLI::App app_;
  GlobalOptions globals_;
  Action chosen_;
};

template <class T>
CLI::Option* CommandLine::add_choice(CLI::App& command, const std::string& name, T& into,
                                     std::vector<std::pair<std::string, T>> choices, const std::string& description) {
  std::string words;
  for (const auto& choice : choices) words += (words.empty() ? "" : "|") + choice.first;
  const std::string shown = name.substr(name.find("--"));
  const auto read = [&into, choices = std::move(choices), words, shown](const std::string& text) {
    for (const auto& [word, value] : choices) {
      if (CLI::detail::to_lower(text) != word) continue;
      into = value;
      return;
    }
    throw UsageError(shown + " takes " + words + ", not \"" + text + "\"");
  };
  return command.add_option_function<std::string>(name, read, description)->type_name(words);
}

}  // namespace visiond::cli
