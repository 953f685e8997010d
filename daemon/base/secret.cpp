#include "daemon/base/secret.hpp"

#include <openssl/crypto.h>

namespace visiond::base {

Secret::~Secret() { OPENSSL_cleanse(value_.data(), value_.size()); }

}  // namespace visiond::base
