#include "services/training/image_header.hpp"

#include <string>

namespace visiond::training {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::string_view png_start("\x89PNG\r\n\x1a\n", 8);
constexpr std::string_view jpeg_start("\xff\xd8\xff", 3);

Error refused(const std::string& why) { return {ErrorCode::invalid_request, "image", "image: " + why}; }
Error too_short(const std::string& format) {
  return refused("the " + format + " ends in the middle; it is damaged or was cut off");
}

// Big-endian, as both formats have it; the caller knows that the bytes are there.
std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t number = 0;
  for (std::size_t n = 0; n < count; ++n) number = number << 8U | static_cast<unsigned char>(bytes[at + n]);
  return number;
}

// Chunks: length of the data (4 bytes), type (4), data, check sum (4); the first is IHDR, the last IEND.
Result<ImageHeader> read_png(std::string_view bytes) {
  constexpr std::size_t around = 12, header_size = 13;
  ImageHeader header{ImageFormat::png};
  for (auto at = png_start.size(); bytes.size() - at >= around;) {
    const std::size_t length = number_at(bytes, at, 4);
    const auto type = bytes.substr(at + 4, 4);
    if (length > bytes.size() - at - around) break;
    if (at == png_start.size()) {
      if (type != "IHDR" || length != header_size) return refused("the PNG does not begin with its size");
      header.width = number_at(bytes, at + 8, 4);
      header.height = number_at(bytes, at + 12, 4);
    }
    if (type == "IEND") return header;
    at += length + around;
  }
  return too_short("PNG");
}

// The frame headers SOF0 to SOF15, but for the three numbers among them that mean something else.
bool holds_size(unsigned marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// Segments: FF, marker, length of what follows with itself (2 bytes), data. Behind the first SOS come the pixels.
Result<ImageHeader> read_jpeg(std::string_view bytes) {
  constexpr unsigned start_of_scan = 0xDA, fill = 0xFF;
  constexpr std::size_t size_ends = 9;  // FF, marker, length, precision, height, width
  ImageHeader header{ImageFormat::jpg};
  for (std::size_t at = 2; bytes.size() - at >= 4;) {
    if (number_at(bytes, at, 1) != fill) return refused("the JPEG is damaged");
    const auto marker = number_at(bytes, at + 1, 1);
    if (marker == fill) {
      ++at;
      continue;
    }
    const std::size_t length = number_at(bytes, at + 2, 2);
    if (length < 2) return refused("the JPEG is damaged");
    if (length > bytes.size() - at - 2) break;
    if (holds_size(marker) && length + 2 >= size_ends) {
      header.height = number_at(bytes, at + 5, 2);
      header.width = number_at(bytes, at + 7, 2);
    }
    if (marker == start_of_scan) {
      if (header.width == 0) return refused("the JPEG does not say its size");
      const bool whole = bytes.find("\xff\xd9", at) != std::string_view::npos;
      return whole ? Result<ImageHeader>(header) : too_short("JPEG");
    }
    at += length + 2;
  }
  return too_short("JPEG");
}

}  // namespace

Result<ImageHeader> read_image_header(std::string_view bytes) {
  if (bytes.empty()) return refused("it is missing");
  const bool png = bytes.starts_with(png_start);
  if (!png && !bytes.starts_with(jpeg_start)) return refused("this is no PNG and no JPEG");
  auto header = png ? read_png(bytes) : read_jpeg(bytes);
  if (header && (header->width == 0 || header->height == 0)) return refused("it has no pixels");
  return header;
}

}  // namespace visiond::training
