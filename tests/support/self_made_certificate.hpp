#pragma once
// A certificate that nobody vouches for. Pure but for the randomness.

#include <string>

namespace visiond::testing {

struct SelfMadeCertificate {
  std::string certificate, key;  // PEM
};

// For a host of that name or IPv4 address, for a day.
SelfMadeCertificate make_certificate(const std::string& host);

}  // namespace visiond::testing
