#pragma once
// A participant that throws is a failed operation, not a dead daemon: calls into participants and the pipeline go
// through here. Thread-safe.

#include "daemon/base/error.hpp"

#include <exception>
#include <string>

namespace visiond::runtime {

// The call's result, or ROLLED_BACK with `section` as path where it throws. An empty section stands for the pipeline.
template <class T, class Call>
base::Result<T> guarded(const std::string& section, Call&& call) {
  const auto thrown = [&](const std::string& what) {
    const auto who = section.empty() ? std::string("the pipeline") : section;
    return base::Error{base::ErrorCode::rolled_back, section, who + " threw " + what};
  };
  try {
    return call();
  } catch (const std::exception& exception) {
    return thrown(std::string("an exception: ") + exception.what());
  } catch (...) {
    return thrown("something that is no exception");
  }
}

}  // namespace visiond::runtime
