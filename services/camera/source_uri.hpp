#pragma once
// The address of a source, or nothing for no camera, with visiond's own options in the fragment (docs/sources.md).
// Pure; thread-safe.

#include "daemon/base/error.hpp"

#include <cstdint>
#include <string>

namespace visiond::camera {

enum class Scheme { none, synthetic, file, images, v4l2, rtsp, http, gstreamer };

struct SourceUri {
  Scheme scheme = Scheme::none;
  std::string path;  // of a file, folder or device; the whole URL; the pipeline

  bool loop = true;        // start again at the end
  bool pace = true;        // at its rate; else as fast as frames are taken
  bool exclusive = false;  // may not be opened twice, as V4L2 devices never may
  std::uint64_t seed = 1;  // of what the synthetic source draws
  int shapes = 4;          // that move in the synthetic source

  // Faults on order, for tests; only where the configuration allows them (FaultySource). Frames count from 1 at each
  // start of a capture; 0: never.
  bool fail_open = false;
  int slow_open_ms = 0;
  std::int64_t stall_at = 0;       // no frame, until the source is given up
  std::int64_t disconnect_at = 0;  // the source is lost at once
  std::int64_t corrupt_at = 0;     // one frame is damaged

  bool has_faults() const {
    return fail_open || slow_open_ms > 0 || stall_at > 0 || disconnect_at > 0 || corrupt_at > 0;
  }
  // What may be opened only once: the same device has the same key.
  std::string device() const;
  bool operator==(const SourceUri&) const = default;
};

// INVALID_SETTING says what would be right.
base::Result<SourceUri> parse_source(const std::string& text);

}  // namespace visiond::camera
