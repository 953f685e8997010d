#include "client/cli/render_settings.hpp"

#include "client/cli/duration.hpp"
#include "client/cli/table.hpp"
#include "client/cli/value_text.hpp"
#include "client/lib/value.hpp"
#include "daemon/settings/path.hpp"

namespace visiond::cli {
namespace {

using google::protobuf::Value;

bool same(const Value& left, const Value& right) { return to_text(left) == to_text(right); }

void add_setting(Table& table, const std::vector<std::string>& keys, const v1::Revision& revision,
                 const Value* preset) {
  const Value* value = client::find(revision.settings(), keys);
  if (value == nullptr) return;
  const bool set = client::find(revision.overrides(), keys) != nullptr;
  std::string note = set ? "set" : "";
  if (set && preset != nullptr) note += ", default " + to_text(*preset);
  const Value* effective = client::find(revision.effective(), keys);
  if (effective != nullptr && !same(*effective, *value))
    note += (note.empty() ? "" : ", ") + ("in effect " + to_text(*effective));
  table.add({settings::format_path(keys), to_text(*value), note}, set ? Mark::strong : Mark::none);
}

// Everything that is set, maps as a whole: section.setting.
void render_overrides(std::ostream& out, const v1::Revision& revision) {
  Table table({{"SETTING"}, {"VALUE"}});
  for (const auto& section : client::to_json(revision.overrides())) {
    if (!section.value().is_object()) continue;
    for (const auto& setting : section.value().get_object())
      table.add({settings::format_path({section.key(), setting.key()}), settings::write_json(setting.value())});
  }
  if (table.empty())
    out << "every setting is at its default\n";
  else
    table.print(out);
}

}  // namespace

void render_settings(std::ostream& out, const v1::Revision& revision, const v1::SettingsSchema& schema,
                     const std::vector<std::string>& keys, const Style& style) {
  Table table({{"SETTING"}, {"VALUE"}, {"NOTE"}});
  if (keys.size() > 2) add_setting(table, keys, revision, nullptr);
  for (const auto& section : schema.sections()) {
    if (keys.size() > 2 || (!keys.empty() && keys[0] != section.name())) continue;
    for (const auto& setting : section.settings()) {
      const auto path = settings::parse_path(setting.path());
      if (path && (keys.size() < 2 || *path == keys)) add_setting(table, *path, revision, &setting.default_value());
    }
  }
  table.print(out, "", style);
}

void render_revision(std::ostream& out, const v1::Revision& revision, const Style& style) {
  out << style.strong("revision " + std::to_string(revision.revision())) << '\n';
  if (revision.has_create_time()) out << "  made        " << format_time(revision.create_time()) << '\n';
  if (!revision.author().empty()) out << "  by          " << printable(revision.author()) << '\n';
  if (!revision.comment().empty()) out << "  comment     " << printable(revision.comment()) << '\n';
  if (!revision.transaction_id().empty()) out << "  transaction " << printable(revision.transaction_id()) << '\n';
  out << '\n';
  render_overrides(out, revision);
}

void render_history(std::ostream& out, const v1::ListRevisionsResponse& history) {
  Table table({{"REVISION", true}, {"TIME"}, {"AUTHOR"}, {"TRANSACTION"}, {"COMMENT"}});
  for (const auto& revision : history.revisions())
    table.add({std::to_string(revision.revision()), format_time(revision.create_time()), revision.author(),
               revision.transaction_id(), revision.comment()});
  table.print(out);
}

}  // namespace visiond::cli
