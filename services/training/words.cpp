#include "services/training/words.hpp"

#include <algorithm>
#include <array>

namespace visiond::training {
namespace {

constexpr std::array<std::string_view, 5> states{"running", "paused", "succeeded", "failed", "cancelled"};
constexpr std::array<std::string_view, 2> features{"hog", "dnn"};
constexpr std::array<std::string_view, 3> methods{"svm", "knn", "mlp"};

template <class Value, std::size_t N>
std::optional<Value> value_of(const std::array<std::string_view, N>& words, std::string_view word) {
  const auto* const found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<Value>(found - words.begin());
}

}  // namespace

std::string_view word_of(RunState state) { return states.at(static_cast<std::size_t>(state)); }
std::string_view word_of(Feature feature) { return features.at(static_cast<std::size_t>(feature)); }
std::string_view word_of(Method method) { return methods.at(static_cast<std::size_t>(method)); }

std::optional<RunState> run_state_of(std::string_view word) { return value_of<RunState>(states, word); }
std::optional<Method> method_of(std::string_view word) { return value_of<Method>(methods, word); }

}  // namespace visiond::training
