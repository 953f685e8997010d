#pragma once
// The address as FFmpeg takes it: with who we are and how the pictures are to come. Holds a secret; never shown. Pure;
// thread-safe.

#include "services/camera/video_source.hpp"

#include <string>
#include <string_view>

namespace visiond::camera {

// RFC 3986, section 2.1: all but the unreserved characters.
std::string percent_encoded(std::string_view text);

std::string rtsp_address(const SourceSpec& spec, const std::string& password);

}  // namespace visiond::camera
