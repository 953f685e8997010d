#pragma once
// The words that stand for states in files, on the wire and in settings. Pure; thread-safe.

#include "services/training/api.hpp"
#include "services/training/settings.hpp"

#include <optional>
#include <string_view>

namespace visiond::training {

std::string_view word_of(RunState state);
std::string_view word_of(Feature feature);
std::string_view word_of(Method method);

// Nothing where it is no such word.
std::optional<RunState> run_state_of(std::string_view word);
std::optional<Method> method_of(std::string_view word);

}  // namespace visiond::training
