#include "client/cli/render_settings.hpp"

#include "client/cli/duration.hpp"
#include "client/cli/table.hpp"
#include "client/cli/value_text.hpp"
#include "client/lib/value.hpp"
#include "daemon/settings/path.hpp"

#include <algorithm>

namespace visiond::cli {
namespace {

using google::protobuf::Value;

bool same(const Value& left, const Value& right) { return to_text(left) == to_text(right); }

void render_line(std::ostream& out, const std::vector<std::string>& keys, const v1::Revision& revision,
                 const Value* preset, const Style& style) {
  const Value* value = client::find(revision.settings(), keys);
  if (value == nullptr) return;
  std::string remark;
  if (client::find(revision.overrides(), keys) != nullptr)
    remark = preset != nullptr ? "set, default " + to_text(*preset) : "set";
  const Value* effective = client::find(revision.effective(), keys);
  if (effective != nullptr && !same(*effective, *value))
    remark += (remark.empty() ? "" : ", ") + ("in effect " + to_text(*effective));
  const std::string line = printable(settings::format_path(keys)) + " = " + to_text(*value);
  out << (remark.empty() ? line : style.strong(line) + "  # " + remark) << '\n';
}

// Paths of everything that is set, maps as a whole: section.setting.
void render_overrides(std::ostream& out, const v1::Revision& revision) {
  for (const auto& section : client::to_json(revision.overrides())) {
    if (!section.value().is_object()) continue;
    for (const auto& setting : section.value().get_object())
      out << printable(settings::format_path({section.key(), setting.key()})) << " = "
          << printable(settings::write_json(setting.value())) << '\n';
  }
}

}  // namespace

void render_settings(std::ostream& out, const v1::Revision& revision, const v1::SettingsSchema& schema,
                     const std::vector<std::string>& keys, const Style& style) {
  if (keys.size() > 2) return render_line(out, keys, revision, nullptr, style);
  for (const auto& section : schema.sections()) {
    if (!keys.empty() && keys[0] != section.name()) continue;
    for (const auto& setting : section.settings()) {
      const auto path = settings::parse_path(setting.path());
      if (!path || (keys.size() == 2 && *path != keys)) continue;
      render_line(out, *path, revision, &setting.default_value(), style);
    }
  }
}

void render_revision(std::ostream& out, const v1::Revision& revision, const Style& style) {
  out << style.strong("revision " + std::to_string(revision.revision())) << '\n';
  if (revision.has_create_time()) out << "  made        " << format_time(revision.create_time()) << '\n';
  if (!revision.author().empty()) out << "  by          " << printable(revision.author()) << '\n';
  if (!revision.comment().empty()) out << "  comment     " << printable(revision.comment()) << '\n';
  if (!revision.transaction_id().empty()) out << "  transaction " << printable(revision.transaction_id()) << '\n';
  out << '\n';
  if (revision.overrides().fields().empty()) out << "every setting is at its default\n";
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
