#pragma once
// Public models and pictures that the repository does not hold; a test without them is skipped and says so.
// Thread-safe.

#include <filesystem>

namespace visiond::testing {

// VISIOND_TEST_DATA, or ../shared/data beside the repository; may be absent.
std::filesystem::path test_data();

// Pictures and footage of Debian's package opencv-doc, and the cascades of opencv-data.
std::filesystem::path opencv_pictures();
std::filesystem::path opencv_cascades();

// BlazeFace as ONNX, of the npm package that scripts/deps installs.
std::filesystem::path blazeface_networks();

}  // namespace visiond::testing

// In a test that needs `path` (a file or folder).
#define VISIOND_NEEDS(path) \
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "SKIPPED: there is no " << (path).string()
