#include "client/cli/completion.hpp"

#include <string_view>
#include <vector>

namespace visiond::cli {
namespace {

// Commands whose arguments are paths of settings.
constexpr std::string_view paths_follow = "get|unset|describe";
constexpr const char* list_paths = "$(visionctl --timeout 1s describe --paths 2>/dev/null)";

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
         "  case $command in\n"
         "    '') words=\"" +
         join(command_names(app), " ") + " $globals\" ;;\n" + option_cases(app, "", ") words=\"", " $globals\" ;;") +
         "  esac\n"
         "  case $command in\n"
         "    " +
         std::string(paths_follow) + ") words=\"$words " + list_paths +
         "\" ;;\n"
         "    set) compopt -o nospace; words=\"$words $(printf '%s= ' " +
         list_paths +
         ")\" ;;\n"
         "    completion) words=\"bash zsh fish\" ;;\n"
         "    apply) compopt -o default ;;\n"
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
         "  local -a offer\n"
         "  case $command in\n"
         "    '') offer=(" +
         join(command_names(app), " ") + " ${=globals}) ;;\n" +
         option_cases(app, "(", ") offer=(", " ${=globals}) ;;") +
         "  esac\n"
         "  case $command in\n"
         "    (" +
         std::string(paths_follow) + ") offer+=(" + list_paths +
         ") ;;\n"
         "    (set) compadd -S '' -- $(printf '%s= ' " +
         list_paths +
         ") ;;\n"
         "    (completion) offer=(bash zsh fish) ;;\n"
         "    (apply) _files ;;\n"
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

std::string fish_options(const CLI::App& app, const std::string& condition) {
  std::string text;
  for (const CLI::Option* option : app.get_options())
    for (const auto& name : option->get_lnames())
      text += "complete -c visionctl " + condition + "-l " + name + (option->get_expected_max() > 0 ? " -x" : "") +
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
  const std::string paths = "(visionctl --timeout 1s describe --paths 2>/dev/null)";
  text += "complete -c visionctl -n '__fish_seen_subcommand_from get unset describe' -a '" + paths + "'\n";
  text += "complete -c visionctl -n '__fish_seen_subcommand_from set' -a '" + paths + "='\n";
  text += "complete -c visionctl -n '__fish_seen_subcommand_from apply' -F\n";
  text += "complete -c visionctl -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'\n";
  return text;
}

}  // namespace

std::string completion_script(CLI::App& app, const std::string& shell) {
  if (shell == "bash") return bash(app);
  return shell == "zsh" ? zsh(app) : fish(app);
}

}  // namespace visiond::cli
