#pragma once
// The address of an RTSP source with who we are, as FFmpeg takes it. It holds a secret and is never shown. Pure;
// thread-safe.

#include "services/camera/video_source.hpp"

#include <string>
#include <string_view>

namespace visiond::camera {

// RFC 3986, section 2.1: all but the unreserved characters.
std::string percent_encoded(std::string_view text);

std::string rtsp_address(const SourceSpec& spec, const std::string& password);

}  // namespace visiond::camera
