#include "client/cli/completion.hpp"

#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"

#include <memory>

namespace visiond::cli {

void add_completion(CommandLine& line) {
  auto shell = std::make_shared<std::string>();
  auto& command = line.add("completion", "Print the completion script of a shell", [&line, shell](Context& context) {
    context.out() << completion_script(line.app(), *shell);
    return ExitCode::done;
  });
  command.add_option("SHELL", *shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
}

}  // namespace visiond::cli
