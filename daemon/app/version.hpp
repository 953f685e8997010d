#pragma once
// The program's version, as CMakeLists.txt names it. Thread-safe.

#include <string_view>

namespace visiond::app {

std::string_view version();

}  // namespace visiond::app
