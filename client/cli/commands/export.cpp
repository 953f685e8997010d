#include "client/cli/commands/commands.hpp"
#include "client/cli/context.hpp"
#include "client/lib/value.hpp"
#include "daemon/settings/json_text.hpp"

#include <memory>
#include <utility>

namespace visiond::cli {
namespace {

// A line a setting, so that versions of the file can be compared.
void print_document(std::ostream& out, const settings::json::object& document) {
  out << '{';
  const char* next_section = "\n";
  for (const auto& section : document) {
    out << std::exchange(next_section, ",\n") << "  " << settings::write_json(section.key()) << ": {";
    const char* next = "\n";
    for (const auto& setting : section.value().as_object())
      out << std::exchange(next, ",\n") << "    " << settings::write_json(setting.key()) << ": "
          << settings::write_json(setting.value());
    out << "\n  }";
  }
  out << (document.empty() ? "}\n" : "\n}\n");
}

ExitCode export_settings(Context& context, bool all) {
  const auto revision = context.session().get_settings();
  if (!revision) return context.fail(revision.error());
  const auto& document = all ? revision->settings() : revision->overrides();
  if (context.json()) return context.print_json(document);
  print_document(context.out(), client::to_json(document));
  return ExitCode::done;
}

}  // namespace

void add_export(CommandLine& line) {
  auto all = std::make_shared<bool>(false);
  auto& command = line.add("export", "Print the running settings as a document for apply --replace",
                           [all](Context& context) { return export_settings(context, *all); });
  command.add_flag("--all", *all, "Every setting, not only those that were set");
}

}  // namespace visiond::cli
