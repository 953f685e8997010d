#include "client/cli/render_settings.hpp"
#include "client/cli/render_transaction.hpp"
#include "client/cli/table.hpp"
#include "client/cli/value_text.hpp"

namespace visiond::cli {
namespace {

using v1::SettingsSchema;

std::string type_of(const SettingsSchema::Setting& setting) {
  std::string name = SettingsSchema::Setting::Type_Name(setting.type());
  return name.starts_with("TYPE_") ? name.substr(5) : name;
}

std::string bounds_of(const SettingsSchema::Setting& setting) {
  if (!setting.has_minimum() && !setting.has_maximum()) return "";
  const std::string low = setting.has_minimum() ? to_text(setting.minimum()) : "";
  const std::string high = setting.has_maximum() ? to_text(setting.maximum()) : "";
  if (high.empty()) return "at least " + low;
  if (low.empty()) return "at most " + high;
  return (setting.zero_allowed() ? "0 or " : "") + low + "–" + high;
}

}  // namespace

std::string range_of(const SettingsSchema::Setting& setting) {
  std::string range;
  for (const auto& choice : setting.choices()) range += (range.empty() ? "" : " | ") + choice;
  if (range.empty()) range = bounds_of(setting);
  if (!setting.unit().empty()) range += (range.empty() ? "" : " ") + setting.unit();
  return range;
}

void render_schema(std::ostream& out, const SettingsSchema& schema) {
  for (int i = 0; i < schema.sections_size(); ++i) {
    const auto& section = schema.sections(i);
    out << (i > 0 ? "\n" : "") << printable(section.name()) << ": " << printable(section.description()) << '\n';
    Table table({{"PATH"}, {"TYPE"}, {"RANGE"}, {"DEFAULT"}, {"KIND"}, {"DESCRIPTION"}});
    for (const auto& setting : section.settings())
      table.add({setting.path(), type_of(setting), range_of(setting), to_text(setting.default_value()),
                 name_of(setting.update_kind()), setting.description()});
    table.print(out, "  ");
  }
}

void render_setting(std::ostream& out, const SettingsSchema::Setting& setting) {
  const auto line = [&out](const char* name, const std::string& text) {
    if (!text.empty()) out << "  " << name << printable(text) << '\n';
  };
  out << printable(setting.path()) << '\n';
  line("description  ", setting.description());
  line("type         ", type_of(setting));
  line("range        ", range_of(setting));
  line("step         ", setting.has_step() ? to_text(setting.step()) : "");
  line("default      ", to_text(setting.default_value()));
  line("kind         ", name_of(setting.update_kind()));
  line("role         ", setting.required_role());
}

}  // namespace visiond::cli
