#pragma once
// The pictures of a folder, in the order of their names. Used by one thread.

#include "services/camera/video_source.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace visiond::camera {

class ImageFolderSource final : public VideoSource {
 public:
  explicit ImageFolderSource(std::string folder) : folder_(std::move(folder)) {}

  // One picture a second where nothing is asked for, in the size of the first one that decodes.
  base::Result<void> open(const Format& wanted) override;
  Format format() const override { return format_; }
  std::optional<std::int64_t> length() const override { return static_cast<std::int64_t>(files_.size()); }
  // Pictures of another shape keep it, with black beside them. Damaged ones are left out.
  base::Result<cv::Mat> read(std::int64_t index) override;

 private:
  base::Error failed(const std::string& why) const;

  std::string folder_;
  std::vector<std::filesystem::path> files_;
  Format format_;
};

}  // namespace visiond::camera
