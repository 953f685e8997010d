#include "daemon/rpc/read_training.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace visiond::rpc {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t usual_page = 100, longest_page = 1000;

Error wrong(const char* field, const std::string& what) {
  return {ErrorCode::invalid_request, field, std::string(field) + ": " + what};
}

}  // namespace

Result<training::AddRequest> read_request(const v1::AddSampleRequest& message) {
  switch (message.picture_case()) {
    case v1::AddSampleRequest::kImage:
      return training::AddRequest{message.label(), message.image()};
    case v1::AddSampleRequest::kTrackId:
      return training::AddRequest{message.label(), message.track_id()};
    case v1::AddSampleRequest::PICTURE_NOT_SET:
      break;
  }
  return wrong("picture", "it is missing; it must be image or track_id");
}

Result<training::SampleQuery> read_request(const v1::ListSamplesRequest& message) {
  if (message.page_size() < 0) return wrong("page_size", "it is negative; it must be 0 (for 100) to 1000");
  const auto size = static_cast<std::size_t>(message.page_size());
  training::SampleQuery query{.page_size = size == 0 ? usual_page : std::min(size, longest_page)};
  query.label = message.label();
  const auto& token = message.page_token();
  if (token.empty()) return query;
  const auto* end = token.data() + token.size();
  const auto read = std::from_chars(token.data(), end, query.before);
  constexpr std::uint64_t most = std::uint64_t{1} << 62U;
  if (read.ec != std::errc{} || read.ptr != end || query.before == 0 || query.before > most)
    return wrong("page_token", "it is none of ours; give the next_page_token of the page before");
  return query;
}

}  // namespace visiond::rpc
