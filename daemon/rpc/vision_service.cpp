#include "daemon/rpc/vision_service.hpp"

#include <utility>

namespace visiond::rpc {

VisionService::VisionService(Given given)
    : given_(std::move(given)),
      status_(given_.pipeline, given_.clock, given_.version),
      status_feed_(std::make_shared<StatusFeed>(status_, given_.clock)) {}

}  // namespace visiond::rpc
