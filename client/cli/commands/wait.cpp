#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"

#include <memory>

namespace visiond::cli {

void add_wait(CommandLine& line) {
  auto name = std::make_shared<std::string>();
  auto& command =
      line.add("wait", "Wait until visiond, or one of its services, serves; 7 if it does not in 30 s, or --timeout",
               [name](Context& context) {
                 // "visiond" is what the daemon calls itself everywhere but in the health protocol.
                 const std::string service = *name == "visiond" ? "" : *name;
                 return context.follow(context.session().wait_until_serving(service));
               });
  command.add_option("NAME", *name, "visiond, or a service such as camera")->required();
}

}  // namespace visiond::cli
