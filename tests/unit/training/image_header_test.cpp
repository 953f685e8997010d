#include "services/training/image_header.hpp"

#include "tests/support/pictures.hpp"

#include <gtest/gtest.h>

namespace visiond::training {
namespace {

using testing::big_endian;
using testing::grey_png;

std::string mistake(std::string_view bytes) {
  const auto header = read_image_header(bytes);
  if (header) return "";
  EXPECT_EQ(header.error().code, base::ErrorCode::invalid_request);
  EXPECT_EQ(header.error().path, "image");
  return header.error().message;
}

// SOI, APP0 of 4 bytes, SOF2 of 48×32, SOS, a scan, EOI.
std::string jpeg() {
  return std::string("\xff\xd8\xff\xe0\x00\x04\x01\x02", 8) +
         std::string("\xff\xc2\x00\x0b\x08\x00\x20\x00\x30\x01\x01\x11\x00", 13) +
         std::string("\xff\xda\x00\x04\x01\x02\x77\xff\x00\x66", 10) + "\xff\xd9";
}

TEST(ImageHeader, tells_the_size_of_a_png) {
  const auto header = read_image_header(grey_png(7)).value();
  EXPECT_EQ(header.format, ImageFormat::png);
  EXPECT_EQ(header.width, 1U);
  EXPECT_EQ(header.height, 1U);
}

TEST(ImageHeader, tells_the_size_of_a_jpeg) {
  const auto header = read_image_header(jpeg()).value();
  EXPECT_EQ(header.format, ImageFormat::jpg);
  EXPECT_EQ(header.width, 48U);
  EXPECT_EQ(header.height, 32U);
}

TEST(ImageHeader, believes_a_header_of_any_size_so_that_it_can_be_refused) {
  const auto bytes = testing::png_start(0x7fffffff, 0x7fffffff) + testing::png_chunk("IEND", "");
  EXPECT_EQ(read_image_header(bytes).value().width, 0x7fffffffU);
}

TEST(ImageHeader, finds_what_was_cut_off_wherever) {
  for (const auto& whole : {grey_png(7), jpeg()})
    for (std::size_t length = 0; length < whole.size(); ++length)
      EXPECT_NE(mistake(whole.substr(0, length)), "") << length << " of " << whole.size();
}

TEST(ImageHeader, says_what_is_wrong) {
  EXPECT_EQ(mistake(""), "image: it is missing");
  EXPECT_EQ(mistake("GIF89a"), "image: this is no PNG and no JPEG");
  EXPECT_EQ(mistake(grey_png(7).substr(0, 40)), "image: the PNG ends in the middle; it is damaged or was cut off");
  EXPECT_EQ(mistake(testing::png_start(0, 5) + testing::png_chunk("IEND", "")), "image: it has no pixels");
  EXPECT_EQ(mistake("\x89PNG\r\n\x1a\n" + testing::png_chunk("IDAT", "")),
            "image: the PNG does not begin with its size");
  EXPECT_EQ(mistake("\x89PNG\r\n\x1a\n" + big_endian(0xffffffff) + "IHDR" + std::string(30, 'x')),
            "image: the PNG ends in the middle; it is damaged or was cut off");
  EXPECT_EQ(mistake(std::string("\xff\xd8\xff\xda\x00\x04\x01\x02\xff\xd9", 10)),
            "image: the JPEG does not say its size");
}

}  // namespace
}  // namespace visiond::training
