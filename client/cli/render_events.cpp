#include "client/cli/render_events.hpp"

#include "client/cli/render_settings.hpp"
#include "client/cli/render_transaction.hpp"
#include "client/cli/table.hpp"

namespace visiond::cli {

void render_event(std::ostream& out, const v1::SettingsEvent& event, const Style& style) {
  if (event.has_snapshot()) {
    render_revision(out, event.snapshot(), style);
  } else if (event.has_confirmed()) {
    out << style.strong("revision " + std::to_string(event.confirmed().revision())) << " is confirmed\n";
  } else if (event.has_committed()) {
    const auto& committed = event.committed();
    out << style.strong("revision " + std::to_string(committed.revision())) << ' ' << name_of(committed.state());
    if (!committed.author().empty()) out << " by " << printable(committed.author());
    if (!committed.comment().empty()) out << ": " << printable(committed.comment());
    out << '\n';
    render_changes(out, committed.changes(), "  ");
  }
}

}  // namespace visiond::cli
