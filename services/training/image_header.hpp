#pragma once
// What a picture's bytes say of themselves, before anybody decodes them: a header can promise more pixels than the
// machine has memory. PNG: W3C, "Portable Network Graphics Specification (Second Edition)", section 5; JPEG: ITU-T
// T.81, annex B. Pure; thread-safe.

#include "daemon/base/error.hpp"

#include <cstdint>
#include <string_view>

namespace visiond::training {

enum class ImageFormat { png, jpg };

struct ImageHeader {
  ImageFormat format = ImageFormat::png;
  std::uint32_t width = 0, height = 0;  // pixels, at least 1
};

// INVALID_REQUEST where it is neither, ends too early, or is not whole: both formats say where they end.
base::Result<ImageHeader> read_image_header(std::string_view bytes);

}  // namespace visiond::training
