#pragma once
// One HTTP request and what came of it. Values; no thread word of their own.

#include "daemon/base/clock.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace visiond::gemini {

struct HttpRequest {
  std::string url{};
  std::vector<std::string> headers{};  // "Name: value"; may hold a key, so they are never logged
  std::string body{};
};

struct HttpLimits {
  base::Duration total{};                             // from connecting to the last byte
  base::Duration connect = std::chrono::seconds(10);  // within it
  std::size_t answer_bytes = std::size_t{1} << 20;
  std::string ca_file{};  // whom to trust; empty: whom the system trusts
};

struct HttpAnswer {
  enum class End {
    answered,     // whatever the status
    unreachable,  // no connection, or one that broke
    timed_out,
    untrusted,  // its certificate is not to be trusted
    too_large,
    cancelled,
  };
  End end = End::unreachable;
  int status = 0;
  std::string body{};
  std::optional<std::chrono::seconds> retry_after{};  // as the server asks, from now on
  std::string why{};                                  // unless answered: in words
};

using HttpPost = std::function<HttpAnswer(const HttpRequest&, const HttpLimits&, std::stop_token)>;

}  // namespace visiond::gemini
