// The input as a picture's bytes.
#include "services/training/image_header.hpp"
#include "tests/fuzz/promise.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using visiond::fuzz::promise;
  const auto text = visiond::fuzz::text_of(data, size);
  const auto header = visiond::training::read_image_header(text);
  if (header) {
    promise(header->width > 0 && header->height > 0, "there are pixels");
    // What was read does not depend on what follows the end.
    const auto longer = visiond::training::read_image_header(std::string(text) + "tail");
    promise(longer && longer->width == header->width && longer->height == header->height, "the end is the end");
  } else {
    promise(header.error().code == visiond::base::ErrorCode::invalid_request, "the picture is refused");
    promise(header.error().path == "image" && !header.error().message.empty(), "the picture is blamed");
  }
  return 0;
}
