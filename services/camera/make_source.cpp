#include "services/camera/file_source.hpp"
#include "services/camera/image_folder_source.hpp"
#include "services/camera/mjpeg_source.hpp"
#include "services/camera/stream_source.hpp"
#include "services/camera/synthetic.hpp"
#include "services/camera/v4l2_source.hpp"
#include "services/camera/video_source.hpp"

namespace visiond::camera {

std::unique_ptr<VideoSource> make_source(const SourceSpec& spec) {
  const auto& uri = spec.uri;
  switch (uri.scheme) {
    case Scheme::none:
      return nullptr;
    case Scheme::synthetic:
      return std::make_unique<SyntheticSource>(uri.seed, uri.shapes);
    case Scheme::file:
      return std::make_unique<FileSource>(uri.path);
    case Scheme::images:
      return std::make_unique<ImageFolderSource>(uri.path);
    case Scheme::v4l2:
      return std::make_unique<V4l2Source>(uri.path);
    case Scheme::http:
      return std::make_unique<MjpegSource>(spec);
    case Scheme::rtsp:
    case Scheme::gstreamer:
      return std::make_unique<StreamSource>(spec);
  }
  return nullptr;
}

}  // namespace visiond::camera
