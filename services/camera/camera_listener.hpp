#pragma once
// Who is told when the camera is lost and when it is back. Called on any thread and with a lock held, so it only notes
// what it is told; messages hold no secrets.

#include <functional>
#include <string>

namespace visiond::camera {

struct CameraListener {
  std::function<void(const std::string& message)> lost = {};
  std::function<void(const std::string& message)> back = {};
};

}  // namespace visiond::camera
