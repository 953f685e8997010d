#pragma once
// What the schema says, for people and tools: JSON Schema (draft 2020-12) and the Markdown of docs/settings.md. Pure;
// thread-safe.

#include "daemon/settings/schema.hpp"

#include <string>

namespace visiond::settings {

json::object json_schema(const Schema& schema);
std::string markdown(const Schema& schema);

// "0 or 160–7680 px", "none | iou | kalman", "" where anything goes: a setting's range as people read it.
std::string describe_range(const Setting& setting);

// "a whole number, 0 or 160 to 7680 px", "tcp or udp": what a value of `type` must be, as messages say it.
std::string describe_requirement(const Setting& setting, Type type);

}  // namespace visiond::settings
