#include "services/camera/exclusive_use.hpp"

#include <utility>

namespace visiond::camera {

bool ExclusiveUse::is_free(const std::string& device, bool exclusive) const {
  const auto users = users_.find(device);
  return users == users_.end() || (!exclusive && users->second.exclusive == 0);
}

std::unique_ptr<ExclusiveUse::Lease> ExclusiveUse::acquire(const std::string& device, bool exclusive,
                                                           base::Duration limit, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  if (!given_back_.wait_for(lock, std::move(stop), limit, [&] { return is_free(device, exclusive); })) return nullptr;
  auto& users = users_[device];
  ++users.all;
  if (exclusive) ++users.exclusive;
  return std::make_unique<Lease>(*this, device, exclusive);
}

ExclusiveUse::Lease::~Lease() {
  std::lock_guard lock(owner_.mutex_);
  const auto place = owner_.users_.find(device_);
  if (exclusive_) --place->second.exclusive;
  if (--place->second.all == 0) owner_.users_.erase(place);
  owner_.given_back_.notify_all();
}

}  // namespace visiond::camera
