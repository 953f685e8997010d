#include "daemon/app/version.hpp"

namespace visiond::app {

std::string_view version() { return VISIOND_VERSION; }

}  // namespace visiond::app
