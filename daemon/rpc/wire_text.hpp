#pragma once
// Text that the wire can carry. A protobuf string that is no UTF-8 costs the receiver the whole message, so what
// libraries, drivers and files say is made text before it is sent. Pure; thread-safe.

#include <string>
#include <string_view>

namespace visiond::rpc {

// `bytes` where they are UTF-8 without NUL; otherwise each byte that belongs to no character becomes U+FFFD.
std::string wire_text(std::string_view bytes);

}  // namespace visiond::rpc
