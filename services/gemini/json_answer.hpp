#pragma once
// Looking into JSON that somebody else wrote: what is missing, or is something else, is null. Pure; thread-safe.

#include "daemon/base/error.hpp"

#include <boost/json.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace visiond::gemini {

namespace json = boost::json;

// PROVIDER_FAILED where the body is no JSON.
base::Result<json::value> read_answer(std::string_view body);
// Null where there is no such member, however deep.
const json::value* find(const json::value& from, std::initializer_list<std::string_view> path);
// The first element of a list; null where there is none.
const json::value* first_of(const json::value* list);
// "" where it is no text.
std::string text_of(const json::value* value);
// 0 where it is no count.
int count_of(const json::value* value);

}  // namespace visiond::gemini
