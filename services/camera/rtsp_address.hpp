#pragma once
// An RTSP source as libraries take it, with who we are. What is made here holds a secret and is never shown. Pure;
// thread-safe.

#include "services/camera/video_source.hpp"

#include <string>
#include <string_view>

namespace visiond::camera {

// RFC 3986, section 2.1: all but the unreserved characters.
std::string percent_encoded(std::string_view text);

// For FFmpeg, which asks for TCP.
std::string rtsp_address(const SourceSpec& spec, const std::string& password);

// For GStreamer, over UDP: FFmpeg is told how only by the environment, for all sources at once.
std::string rtsp_pipeline(const SourceSpec& spec, const std::string& password);

}  // namespace visiond::camera
