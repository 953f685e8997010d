#pragma once
// Reads a VALUE of the command line by its setting's type. What does not fit the type is passed on as the best guess,
// so that the daemon reports every mistake of a change together. Pure, but for reading @FILE; thread-safe.

#include "visiond/v1/settings.pb.h"

#include <istream>
#include <string>

namespace visiond::cli {

using SettingType = v1::SettingsSchema::Setting::Type;

// STRING: the text as it is. BOOL: true, false, on, off, yes, no. INTEGER, NUMBER: a number. LIST: JSON, or text
// separated by commas. MAP: JSON. UNSPECIFIED, and what does not fit: JSON if it is some, else text; never a bare null.
google::protobuf::Value read_value(SettingType type, const std::string& text);

// "@FILE" is the file's content ("@-" that of `in`) without its last line break, "@@text" is "@text", everything else
// stands for itself. Throws UsageError when the file cannot be read.
std::string expand_file(const std::string& text, std::istream& in);

// The content of FILE, or of `in` for "-". Throws UsageError.
std::string read_file(const std::string& name, std::istream& in);

}  // namespace visiond::cli
