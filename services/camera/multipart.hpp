#pragma once
// Takes a body of multipart/x-mixed-replace (RFC 2046, section 5.1) apart as it comes, piece by piece. Pure; used by
// one thread.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace visiond::camera {

// The boundary that a Content-Type names; nothing where it is no multipart.
std::optional<std::string> multipart_boundary(std::string_view content_type);

class MultipartReader {
 public:
  // No part may be larger than this.
  static constexpr std::size_t limit = std::size_t{32} << 20U;

  explicit MultipartReader(std::string boundary);

  // False where more came than a part may have.
  bool feed(std::string_view piece);
  // The body of the next part, once it is whole.
  std::optional<std::string> next_part();

 private:
  bool skip_to_headers();
  bool read_headers();

  std::string delimiter_;  // "--boundary"
  std::string buffer_;     // what is not consumed yet
  bool in_headers_ = false;
  bool in_body_ = false;
  std::optional<std::size_t> length_;  // of the part, where its headers say so
  std::size_t searched_ = 0;           // of the buffer, in vain
};

}  // namespace visiond::camera
