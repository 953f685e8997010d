#pragma once
// Where a provider is asked. Pure; thread-safe.

#include <string>

namespace visiond::gemini {

// What is wrong with gemini.base_url, in words; empty where nothing is. An empty one stands for the provider's own.
std::string base_url_mistake(const std::string& url);

}  // namespace visiond::gemini
