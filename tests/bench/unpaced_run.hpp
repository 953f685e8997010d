#pragma once
// The sample footage through yolo-fastest as fast as it goes, in a daemon of its own. Functions.

#include "tests/bench/row.hpp"

#include <filesystem>
#include <string>

namespace visiond::bench {

// The sample footage, and the camera's and detection's settings for it; `pace`: the source's option, such as "#pace=0".
std::string footage();
std::string settings_for(const std::string& pace);

struct Unpaced {
  double fps = 0;
  double resident_bytes = 0;  // at the end
};

struct UnpacedOptions {
  std::filesystem::path models;  // with yolo-fastest@1.1 in it
  int frames = 100;              // that are counted
  std::string change{};          // a patch before they are
  bool with_pictures = false;    // somebody subscribes to every frame's picture meanwhile
};

Unpaced run_unpaced(const Options& options, const UnpacedOptions& run);

}  // namespace visiond::bench
