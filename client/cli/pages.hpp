#pragma once
// Lists that come in pages. Blocks; used by one thread.

#include "client/lib/session.hpp"

#include <algorithm>
#include <cstdint>

namespace visiond::cli {

// Pages until there are `count` entries or no more, as one response. `call` asks for a page, `entries` gives the
// repeated field of a response.
template <class Response, class Request, class Call, class Entries>
client::Answer<Response> collect_pages(Request request, std::uint64_t count, Call call, Entries entries) {
  constexpr std::uint64_t largest_page = 1000;
  Response all;
  const auto missing = [&] { return count - static_cast<std::uint64_t>(entries(all)->size()); };
  do {
    request.set_page_size(static_cast<int>(std::min(missing(), largest_page)));
    auto page = call(request);
    if (!page) return page.error();
    entries(all)->MergeFrom(*entries(*page));
    all.set_next_page_token(page->next_page_token());
    request.set_page_token(page->next_page_token());
  } while (missing() > 0 && !all.next_page_token().empty());
  return all;
}

}  // namespace visiond::cli
