#pragma once
// Who has which device open, so that one that may not be opened twice is not. Owned by the camera service; thread-safe.

#include "daemon/base/clock.hpp"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

namespace visiond::camera {

class ExclusiveUse {
 public:
  // Held while a device is open.
  class Lease {
   public:
    Lease(ExclusiveUse& owner, std::string device, bool exclusive)
        : owner_(owner), device_(std::move(device)), exclusive_(exclusive) {}
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

   private:
    ExclusiveUse& owner_;
    std::string device_;
    bool exclusive_;
  };

  // Null where the device is open and either side wants it for itself. Waits for at most `limit` until it is closed:
  // the generation before may be on its way out.
  std::unique_ptr<Lease> acquire(const std::string& device, bool exclusive, base::Duration limit, std::stop_token stop);

 private:
  struct Users {
    int all = 0;
    int exclusive = 0;
  };
  bool is_free(const std::string& device, bool exclusive) const;

  std::mutex mutex_;
  std::condition_variable_any given_back_;
  std::map<std::string, Users> users_;
};

}  // namespace visiond::camera
