#include "daemon/rpc/write_picture.hpp"

#include "daemon/rpc/write_detections.hpp"

namespace visiond::rpc {

void write(const pipeline::Picture& picture, v1::Frame& into) {
  into.set_jpeg(*picture.jpeg);
  into.set_width(picture.width);
  into.set_height(picture.height);
  write(*picture.result, *into.mutable_detections());
}

}  // namespace visiond::rpc
