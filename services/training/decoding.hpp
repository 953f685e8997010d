#pragma once
// Whether a picture can be decoded at all. Pure; thread-safe.

#include <string_view>

namespace visiond::training {

// Of a PNG or JPEG whose header is sound and whose size is bearable: it is decoded.
bool decodes(std::string_view bytes);

}  // namespace visiond::training
