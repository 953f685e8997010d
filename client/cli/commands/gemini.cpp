#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/cli/table.hpp"

#include <memory>
#include <sstream>
#include <string>

namespace visiond::cli {
namespace {

ExitCode ask(Context& context, const std::string& prompt) {
  v1::DescribeSceneRequest request;
  request.set_prompt(prompt);
  const auto scene = context.session().describe_scene(request);
  if (!scene) return context.fail(scene.error());
  if (context.json()) return context.print_json(*scene);
  std::istringstream lines(scene->text());
  for (std::string line; std::getline(lines, line);) context.out() << printable(line) << '\n';
  return ExitCode::done;
}

}  // namespace

void add_gemini(CommandLine& line) {
  auto& group = line.add_group("gemini", "Ask the vision-language model that the section gemini names");
  auto prompt = std::make_shared<std::string>();
  auto& command = line.add_to(group, "ask", "Have the newest frame described; the picture leaves visiond's machine",
                              [prompt](Context& context) { return ask(context, *prompt); });
  command.add_option("PROMPT", *prompt,
                     "What is asked, with {labels}, {camera} and {time} filled in; gemini.prompt if not given");
}

}  // namespace visiond::cli
