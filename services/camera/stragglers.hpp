#pragma once
// Threads that did not end when they were told to, because a driver, a network or a file system hangs: nobody waits for
// them but the camera service when it ends. Thread-safe.

#include "daemon/base/clock.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace visiond::camera {

// What such a thread works on. Thread-safe.
class Endable {
 public:
  virtual ~Endable() = default;
  // False where the thread still works on it after `limit`.
  virtual bool wait_until_ended(base::Duration limit) = 0;
};

class Stragglers {
 public:
  // Waits for those that are left.
  ~Stragglers();

  // `device`: whose source hangs.
  void take(std::jthread thread, std::shared_ptr<Endable> work, std::string device);
  // False where one has still not ended after `limit`, which each of them gets.
  bool wait_until_ended(base::Duration limit);
  // Not ended yet; of this device only, where one is named.
  std::size_t count(const std::string& device = {});

 private:
  struct Straggler {
    std::jthread thread;
    std::shared_ptr<Endable> work;
    std::string device;
  };
  void join_ended();

  std::mutex mutex_;
  std::vector<Straggler> all_;
};

}  // namespace visiond::camera
