#pragma once
// What inference keeps for others: the pictures of recent tracks. Free of OpenCV. Thread-safe.

#include "daemon/base/error.hpp"

#include <cstdint>
#include <string>

namespace visiond::inference {

class CropsApi {
 public:
  virtual ~CropsApi() = default;
  // A PNG of what a track looked like lately. NO_SUCH_TRACK where there is no such track, or it ended long ago.
  virtual base::Result<std::string> crop_of(std::uint64_t track_id) const = 0;
};

}  // namespace visiond::inference
