#include "client/cli/completion.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

namespace visiond::cli {
namespace {

// Commands whose arguments are paths of settings.
constexpr std::string_view paths_follow = "get|unset|describe|rollback|undo";
constexpr const char* list_paths = "visionctl --timeout 1s describe --paths 2>/dev/null";
// For set: a section alone is nothing to assign to.
constexpr const char* list_assignments = "visionctl --timeout 1s describe --paths 2>/dev/null | sed -n '/[.]/s/$/=/p'";

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string join(const std::vector<std::string>& words, const char* separator) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : separator) + word;
  return text;
}

std::vector<std::string> command_names(CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

// One line a command: open + name + close + its own options + end.
std::string option_cases(CLI::App& app, const std::string& open, const std::string& close, const std::string& end) {
  std::string text;
  for (const CLI::App* command : app.get_subcommands({}))
    text += "    " + open + command->get_name() + close + join(options_of(*command), " ") + end + "\n";
  return text;
}

// Every option that takes one of several words: its names as typed, "-o|--output", and the words.
std::map<std::string, std::string> choices_of(CLI::App& app) {
  std::map<std::string, std::string> choices;
  auto apps = app.get_subcommands({});
  apps.push_back(&app);
  for (const CLI::App* each : apps) {
    for (const CLI::Option* option : each->get_options()) {
      std::string words = option->get_type_name();
      if (words.find('|') == std::string::npos) continue;
      std::replace(words.begin(), words.end(), '|', ' ');
      std::vector<std::string> names;
      for (const auto& name : option->get_snames()) names.push_back("-" + name);
      for (const auto& name : option->get_lnames()) names.push_back("--" + name);
      choices[join(names, "|")] = words;
    }
  }
  return choices;
}

// One line an option that takes one of several words: open + names + close + words + end.
std::string choice_cases(CLI::App& app, const std::string& open, const std::string& close, const std::string& end) {
  std::string text;
  for (const auto& [names, words] : choices_of(app)) text += "    " + open + names + close + words + end + "\n";
  return text;
}

std::string bash(CLI::App& app) {
  const std::string commands = join(command_names(app), "|");
  return "# bash completion of visionctl: source <(visionctl completion bash)\n"
         "_visionctl() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} command= words i\n"
         "  local globals=\"" +
         join(options_of(app), " ") +
         "\"\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    case ${COMP_WORDS[i]} in " +
         commands +
         ") command=${COMP_WORDS[i]}; break ;; esac\n"
         "  done\n"
         "  case ${COMP_WORDS[COMP_CWORD-1]} in\n" +
         choice_cases(app, "", ") COMPREPLY=($(compgen -W \"", "\" -- \"$word\")); return ;;") +
         "  esac\n"
         "  case $command in\n"
         "    '') words=\"" +
         join(command_names(app), " ") + " $globals\" ;;\n" + option_cases(app, "", ") words=\"", " $globals\" ;;") +
         "  esac\n"
         "  case $command in\n"
         "    " +
         std::string(paths_follow) + ") words=\"$words $(" + list_paths +
         ")\" ;;\n"
         "    set) compopt -o nospace; words=\"$words $(" +
         list_assignments +
         ")\" ;;\n"
         "    completion) words=\"bash zsh fish\" ;;\n"
         "    apply|diff) compopt -o default ;;\n"
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "}\n"
         "complete -F _visionctl visionctl\n";
}

std::string zsh(CLI::App& app) {
  const std::string commands = join(command_names(app), "|");
  return "#compdef visionctl\n"
         "# zsh completion of visionctl: source <(visionctl completion zsh)\n"
         "_visionctl() {\n"
         "  local command= globals i\n"
         "  globals=\"" +
         join(options_of(app), " ") +
         "\"\n"
         "  for ((i = 2; i < CURRENT; i++)); do\n"
         "    case ${words[i]} in (" +
         commands +
         ") command=${words[i]}; break ;; esac\n"
         "  done\n"
         "  case ${words[CURRENT-1]} in\n" +
         choice_cases(app, "(", ") compadd -- ", "; return ;;") +
         "  esac\n"
         "  local -a offer\n"
         "  case $command in\n"
         "    '') offer=(" +
         join(command_names(app), " ") + " ${=globals}) ;;\n" +
         option_cases(app, "(", ") offer=(", " ${=globals}) ;;") +
         "  esac\n"
         "  case $command in\n"
         "    (" +
         std::string(paths_follow) + ") offer+=($(" + list_paths +
         ")) ;;\n"
         "    (set) compadd -S '' -- $(" +
         list_assignments +
         ") ;;\n"
         "    (completion) offer=(bash zsh fish) ;;\n"
         "    (apply|diff) _files ;;\n"
         "  esac\n"
         "  compadd -- $offer\n"
         "}\n"
         "compdef _visionctl visionctl\n";
}

std::string single_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result + "'";
}

// What follows the option: nothing, something, or one of several words.
std::string argument_of(const CLI::Option& option) {
  if (option.get_expected_max() == 0) return "";
  std::string words = option.get_type_name();
  if (words.find('|') == std::string::npos) return " -x";
  std::replace(words.begin(), words.end(), '|', ' ');
  return " -x -a " + single_quoted(words);
}

std::string short_name(const CLI::Option& option) {
  return option.get_snames().empty() ? "" : "-s " + option.get_snames().front() + " ";
}

std::string fish_options(const CLI::App& app, const std::string& condition) {
  std::string text;
  for (const CLI::Option* option : app.get_options())
    for (const auto& name : option->get_lnames())
      text += "complete -c visionctl " + condition + short_name(*option) + "-l " + name + argument_of(*option) +
              " -d " + single_quoted(option->get_description()) + "\n";
  return text;
}

std::string fish(CLI::App& app) {
  std::string text = "# fish completion of visionctl: visionctl completion fish | source\ncomplete -c visionctl -f\n";
  text += fish_options(app, "");
  for (const CLI::App* command : app.get_subcommands({})) {
    text += "complete -c visionctl -n __fish_use_subcommand -a " + command->get_name() + " -d " +
            single_quoted(command->get_description()) + "\n";
    text += fish_options(*command, "-n '__fish_seen_subcommand_from " + command->get_name() + "' ");
  }
  const auto substituted = [](const char* command) { return single_quoted("(" + std::string(command) + ")") + "\n"; };
  text += "complete -c visionctl -n '__fish_seen_subcommand_from get unset describe rollback undo' -a " +
          substituted(list_paths);
  text += "complete -c visionctl -n '__fish_seen_subcommand_from set' -a " + substituted(list_assignments);
  text += "complete -c visionctl -n '__fish_seen_subcommand_from apply diff' -F\n";
  text += "complete -c visionctl -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'\n";
  return text;
}

}  // namespace

std::string completion_script(CLI::App& app, const std::string& shell) {
  if (shell == "bash") return bash(app);
  return shell == "zsh" ? zsh(app) : fish(app);
}

}  // namespace visiond::cli
