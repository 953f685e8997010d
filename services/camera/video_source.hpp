#pragma once
// The seam to what makes pictures: opened, read and closed by one capture thread. A new kind of source is one class and
// one line in make_source().

#include "daemon/base/error.hpp"
#include "services/camera/source_uri.hpp"

#include <opencv2/core/mat.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace visiond::camera {

// What is asked of a source; 0 leaves it the choice.
struct Format {
  int width = 0, height = 0;  // px
  double fps = 0;             // 1/s
  bool operator==(const Format&) const = default;
};

class VideoSource {
 public:
  virtual ~VideoSource() = default;
  // May take as long as the device needs.
  virtual base::Result<void> open(const Format& wanted) = 0;
  // As it really is, once open.
  virtual Format format() const = 0;
  // Number of frames, after which it ends or loops; nothing where it never ends or this is not known yet. A read that
  // found the end before it was expected has corrected it.
  virtual std::optional<std::int64_t> length() const { return std::nullopt; }
  // The frame at this index, 8-bit BGR in the format's size; indices grow, but may leave some out, and start again at 0
  // when it loops. An empty picture is a damaged frame that is left out; an error means that the source is lost, or
  // that it ends here.
  virtual base::Result<cv::Mat> read(std::int64_t index) = 0;
};

using SourceFactory = std::function<std::unique_ptr<VideoSource>(const SourceUri&)>;

// The kind of source that the address names.
std::unique_ptr<VideoSource> make_source(const SourceUri& uri);

}  // namespace visiond::camera
