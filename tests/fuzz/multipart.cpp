// The input as what a camera pushes: a content type up to the first line break, a body behind it. However the body is
// cut into pieces, the parts are the same.
#include "services/camera/multipart.hpp"

#include "tests/fuzz/promise.hpp"

#include <vector>

namespace {

using visiond::camera::MultipartReader;
using visiond::fuzz::promise;

std::vector<std::string> parts_of(const std::string& boundary, std::string_view body, std::size_t piece) {
  MultipartReader reader(boundary);
  std::vector<std::string> parts;
  for (; !body.empty(); body.remove_prefix(std::min(piece, body.size()))) {
    if (!reader.feed(body.substr(0, piece))) break;
    while (auto part = reader.next_part()) parts.push_back(std::move(*part));
  }
  return parts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = visiond::fuzz::text_of(data, size);
  const auto line = text.find('\n');
  const auto boundary = visiond::camera::multipart_boundary(text.substr(0, line));
  if (!boundary || line == std::string::npos) return 0;
  promise(!boundary->empty(), "a boundary is no empty text");
  const auto body = std::string_view(text).substr(line + 1);
  const auto whole = parts_of(*boundary, body, body.size());
  std::size_t bytes = 0;
  for (const auto& part : whole) bytes += part.size();
  promise(bytes <= body.size(), "parts are pieces of the body");
  for (const std::size_t piece : {1, 2, 7, 64})
    promise(parts_of(*boundary, body, piece) == whole, "cuts make no difference", std::to_string(piece));
  return 0;
}
