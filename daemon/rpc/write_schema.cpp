// The schema as a message.
#include "daemon/rpc/struct_json.hpp"
#include "daemon/rpc/write_message.hpp"
#include "daemon/settings/describe.hpp"
#include "daemon/settings/json_text.hpp"

namespace visiond::rpc {
namespace {

static_assert(v1::SettingsSchema::PRIORITY_LOW == static_cast<int>(settings::Priority::low) + 1);
static_assert(v1::SettingsSchema::Setting::TYPE_MAP == static_cast<int>(settings::Type::map) + 1);

void write(const settings::Setting& setting, const std::string& section, v1::SettingsSchema::Setting& into) {
  into.set_path(section + "." + setting.name);
  into.set_type(static_cast<v1::SettingsSchema::Setting::Type>(static_cast<int>(setting.type) + 1));
  into.set_unit(setting.unit);
  if (setting.minimum) into.mutable_minimum()->set_number_value(*setting.minimum);
  if (setting.maximum) into.mutable_maximum()->set_number_value(*setting.maximum);
  if (setting.step) into.mutable_step()->set_number_value(*setting.step);
  for (const auto& choice : setting.choices) into.add_choices(choice);
  write_value(setting.default_value, *into.mutable_default_value());
  into.set_update_kind(wire(setting.update_kind));
  into.set_description(setting.description);
  into.set_required_role(setting.required_role);
  into.set_zero_allowed(setting.zero_allowed);
}

}  // namespace

void write(const settings::Schema& schema, v1::SettingsSchema& into) {
  for (const auto& section : schema.sections()) {
    auto& message = *into.add_sections();
    message.set_name(section.name);
    message.set_description(section.description);
    message.set_priority(static_cast<v1::SettingsSchema::Priority>(static_cast<int>(section.priority) + 1));
    for (const auto& dependency : section.dependencies) message.add_dependencies(dependency);
    for (const auto& setting : section.settings) write(setting, section.name, *message.add_settings());
  }
  into.set_json_schema(settings::write_json(settings::json_schema(schema)));
}

}  // namespace visiond::rpc
