#include "services/gemini/json_answer.hpp"

#include "daemon/settings/json_text.hpp"

#include <algorithm>
#include <limits>

namespace visiond::gemini {

base::Result<json::value> read_answer(std::string_view body) {
  auto value = settings::read_json(body);
  if (value) return value;
  return base::Error{base::ErrorCode::provider_failed, "", "the answer is no JSON that can be read"};
}

const json::value* find(const json::value& from, std::initializer_list<std::string_view> path) {
  const auto* found = &from;
  for (const auto name : path) {
    const auto* object = found->if_object();
    found = object != nullptr ? object->if_contains(name) : nullptr;
    if (found == nullptr) return nullptr;
  }
  return found;
}

const json::value* first_of(const json::value* list) {
  const auto* elements = list != nullptr ? list->if_array() : nullptr;
  return elements != nullptr && !elements->empty() ? &elements->front() : nullptr;
}

std::string text_of(const json::value* value) {
  const auto* text = value != nullptr ? value->if_string() : nullptr;
  return text != nullptr ? std::string(*text) : std::string();
}

int count_of(const json::value* value) {
  if (value == nullptr || !value->is_number()) return 0;
  const auto number = value->to_number<double>();
  // Also false for what is no number at all.
  return number > 0 ? static_cast<int>(std::min<double>(number, std::numeric_limits<int>::max())) : 0;
}

}  // namespace visiond::gemini
