#include "services/camera/exclusive_use.hpp"

namespace visiond::camera {

std::unique_ptr<ExclusiveUse::Lease> ExclusiveUse::acquire(const std::string& device, bool exclusive) {
  std::lock_guard lock(mutex_);
  auto& users = users_[device];
  if (users.exclusive > 0 || (exclusive && users.all > 0)) return nullptr;
  ++users.all;
  if (exclusive) ++users.exclusive;
  return std::make_unique<Lease>(*this, device, exclusive);
}

ExclusiveUse::Lease::~Lease() {
  std::lock_guard lock(owner_.mutex_);
  const auto place = owner_.users_.find(device_);
  if (exclusive_) --place->second.exclusive;
  if (--place->second.all == 0) owner_.users_.erase(place);
}

}  // namespace visiond::camera
