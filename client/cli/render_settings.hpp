#pragma once
// Settings, revisions and the schema as people read them. Pure but for the stream; thread-safe.

#include "client/cli/streams.hpp"
#include "visiond/v1/settings.pb.h"

#include <ostream>
#include <string>
#include <vector>

namespace visiond::cli {

// Value, and what is to be noted ("set, default 0, in effect 1280"), a line a setting at or below `keys`, in the
// schema's order.
void render_settings(std::ostream& out, const v1::Revision& revision, const v1::SettingsSchema& schema,
                     const std::vector<std::string>& keys, const Style& style);

// Who made the revision, when, why, and what was set in it.
void render_revision(std::ostream& out, const v1::Revision& revision, const Style& style);

void render_history(std::ostream& out, const v1::ListRevisionsResponse& history);

// A table of the settings; one setting alone comes with everything known about it.
void render_schema(std::ostream& out, const v1::SettingsSchema& schema);
void render_setting(std::ostream& out, const v1::SettingsSchema::Setting& setting);

// "0 or 160–7680 px", "none | iou | kalman", "" where anything goes.
std::string range_of(const v1::SettingsSchema::Setting& setting);

}  // namespace visiond::cli
