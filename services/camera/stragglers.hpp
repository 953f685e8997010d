#pragma once
// Capture threads that did not end when they were told to, because a driver or a file system hangs: nobody waits for
// them but the camera service when it ends. Thread-safe.

#include "services/camera/capture_loop.hpp"

#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace visiond::camera {

class Stragglers {
 public:
  // Waits for those that are left.
  ~Stragglers();

  void take(std::jthread thread, std::shared_ptr<CaptureLoop> loop);
  // False where one has still not ended after `limit`, which each of them gets.
  bool wait_until_ended(base::Duration limit);
  // Not ended yet.
  std::size_t count();

 private:
  struct Straggler {
    std::jthread thread;
    std::shared_ptr<CaptureLoop> loop;
  };
  void join_ended();

  std::mutex mutex_;
  std::vector<Straggler> all_;
};

}  // namespace visiond::camera
