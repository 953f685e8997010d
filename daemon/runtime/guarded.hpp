#pragma once
// A participant that throws is a failed operation, not a dead daemon: calls into participants go through here.
// Thread-safe.

#include "daemon/base/error.hpp"

#include <exception>
#include <string>

namespace visiond::runtime {

template <class T, class Call>
base::Result<T> guarded(const std::string& section, Call call) {
  try {
    return call();
  } catch (const std::exception& exception) {
    return base::Error{base::ErrorCode::rolled_back, section, section + " threw: " + exception.what()};
  } catch (...) {
    return base::Error{base::ErrorCode::rolled_back, section, section + " threw something that is no exception"};
  }
}

}  // namespace visiond::runtime
