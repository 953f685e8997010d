#pragma once
// The seam to what makes pictures: opened, read and closed by one thread, its own, so that it may take its time or even
// hang. A new kind of source is one class and one line in make_source().

#include "daemon/base/error.hpp"
#include "services/camera/source_uri.hpp"

#include <opencv2/core/mat.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace visiond::camera {

enum class PixelFormat { automatic, mjpg, yuyv, nv12 };
enum class Transport { tcp, udp };

// What is asked of a source; 0 leaves it the choice.
struct Format {
  int width = 0, height = 0;  // px
  double fps = 0;             // 1/s
  PixelFormat pixel_format = PixelFormat::automatic;
  bool operator==(const Format&) const = default;
};

// What a device lets us turn while it runs; 0 leaves it to the device.
struct Controls {
  int exposure_us = 0;
  int gain = 0;
  bool operator==(const Controls&) const = default;
};

// How a source is reached, beside its address.
struct Access {
  Transport transport = Transport::tcp;  // of RTSP
  std::string username{};
  std::string password_ref{};  // never the password itself
  int time_out_ms = 5000;
  std::vector<std::filesystem::path> allowed_paths{};  // where a password's file may lie
  bool operator==(const Access&) const = default;
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
  // True where frames come by themselves and read() waits for the next one; else any frame can be had at any time.
  virtual bool live() const { return false; }
  // The frame at this index, 8-bit BGR in the format's size; indices grow, but may leave some out, and start again at 0
  // when it loops. An empty picture is a damaged frame that is left out; an error means that the source is lost, or
  // that it ends here.
  virtual base::Result<cv::Mat> read(std::int64_t index) = 0;
  // Another format while it is open. False where that needs another opening.
  virtual bool change_format(const Format&) { return false; }
  virtual bool may_change_format() const { return false; }
  // True where control() reaches the device.
  virtual bool has_controls() const { return false; }
  // Writes them to the open source, and says what holds then.
  virtual base::Result<Controls> control(const Controls&) { return Controls{}; }
  // The source is given up: a call under way and those that follow return soon, if that can be had. Thread-safe.
  virtual void interrupt() {}
};

// What is to be opened.
struct SourceSpec {
  SourceUri uri{};
  Access access{};
};

using SourceFactory = std::function<std::unique_ptr<VideoSource>(const SourceSpec&)>;

// The kind of source that the address names.
std::unique_ptr<VideoSource> make_source(const SourceSpec& spec);

}  // namespace visiond::camera
