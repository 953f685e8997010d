#include "services/camera/file_source.hpp"
#include "services/camera/synthetic.hpp"
#include "services/camera/video_source.hpp"

namespace visiond::camera {

std::unique_ptr<VideoSource> make_source(const SourceUri& uri) {
  switch (uri.scheme) {
    case Scheme::none:
      return nullptr;
    case Scheme::synthetic:
      return std::make_unique<SyntheticSource>(uri.seed, uri.shapes);
    case Scheme::file:
      return std::make_unique<FileSource>(uri.path);
  }
  return nullptr;
}

}  // namespace visiond::camera
