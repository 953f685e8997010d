#include "daemon/app/address.hpp"

#include <gtest/gtest.h>

namespace visiond::app {
namespace {

TEST(Address, accepts_sockets_and_ports) {
  for (const auto* right :
       {"unix:/run/visiond/visiond.sock", "unix:here.sock", "127.0.0.1:7740", "localhost:0", "[::1]:65535"})
    EXPECT_EQ(address_mistake(right), std::nullopt) << right;
}

struct Wrong {
  std::string address, why;
};

class WrongAddress : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongAddress, is_told_what_is_wrong) {
  const auto mistake = address_mistake(GetParam().address);
  ASSERT_TRUE(mistake);
  EXPECT_NE(mistake->find(GetParam().why), std::string::npos) << *mistake;
  EXPECT_NE(mistake->find("an address is unix:PATH or HOST:PORT"), std::string::npos) << *mistake;
}

INSTANTIATE_TEST_SUITE_P(
    Each, WrongAddress,
    ::testing::Values(Wrong{"", "has no port"}, Wrong{"localhost", "has no port"}, Wrong{"unix:", "names no socket"},
                      Wrong{"unix:/" + std::string(107, 'x'), "too long"}, Wrong{":7740", "has no host"},
                      Wrong{"::1:7740", "IPv6 one in brackets"}, Wrong{"localhost:65536", "no port from 0 to 65535"},
                      Wrong{"localhost:", "no port from 0 to 65535"}, Wrong{"localhost:77a", "no port from 0 to 65535"},
                      Wrong{"http://localhost:80", "has no host as it should be"}));

}  // namespace
}  // namespace visiond::app
