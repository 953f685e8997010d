#pragma once
// visionctl's command line: every command registers itself here with its options and what to do when it was chosen.
// Owned by run(); used by one thread.

#include "client/cli/duration.hpp"
#include "client/cli/exit_code.hpp"
#include "client/cli/streams.hpp"
#include "client/cli/usage_error.hpp"
#include "client/lib/session.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace visiond::cli {

class Context;

enum class Output { table, json };

struct GlobalOptions {
  std::string address = client::default_address;
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

  // A command that has commands of its own, and one of them.
  CLI::App& add_group(const std::string& name, const std::string& description);
  CLI::App& add_to(CLI::App& group, const std::string& name, const std::string& description, Action action);

  // Options of `command`. What they cannot read is a UsageError, thrown while parsing.
  static CLI::Option* add_duration(CLI::App& command, const std::string& name, std::optional<Nanoseconds>& into,
                                   const std::string& description);
  // A whole number in decimal, not negative and at least `least`.
  static CLI::Option* add_count(CLI::App& command, const std::string& name, std::uint64_t& into, std::uint64_t least,
                                const std::string& description);
  // A finite number from 0 to `most`.
  static CLI::Option* add_number(CLI::App& command, const std::string& name, double& into, double most,
                                 const std::string& description);
  // One of several words, upper or lower case.
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

// "--count" of "-n,--count", "REV" of "REV".
std::string shown_name(const std::string& name);

template <class T>
CLI::Option* CommandLine::add_choice(CLI::App& command, const std::string& name, T& into,
                                     std::vector<std::pair<std::string, T>> choices, const std::string& description) {
  std::string words;
  for (const auto& choice : choices) words += (words.empty() ? "" : "|") + choice.first;
  const auto read = [&into, choices = std::move(choices), words, shown = shown_name(name)](const std::string& text) {
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
