#include "daemon/rpc/listening.hpp"

#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace visiond::rpc {
namespace {

using testing::TempFolder;

// A socket that listens, or only lies about, until the end of the test.
class Bound {
 public:
  explicit Bound(const std::filesystem::path& path, int type = SOCK_STREAM) : descriptor_(::socket(AF_UNIX, type, 0)) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::strncpy(name.sun_path, path.c_str(), sizeof(name.sun_path) - 1);
    EXPECT_EQ(::bind(descriptor_, reinterpret_cast<sockaddr*>(&name), sizeof(name)), 0);
  }
  Bound() : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(name);
    EXPECT_EQ(::bind(descriptor_, reinterpret_cast<sockaddr*>(&name), size), 0);
    EXPECT_EQ(::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&name), &size), 0);
    port_ = ntohs(name.sin_port);
  }
  ~Bound() { close(); }

  void listen(int backlog = 8) { EXPECT_EQ(::listen(descriptor_, backlog), 0); }
  void close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }
  int port() const { return port_; }

 private:
  int descriptor_;
  int port_ = 0;
};

std::string why_not(const std::string& address) {
  const auto free = check_free(address);
  if (free) return "";
  EXPECT_EQ(free.error().code, base::ErrorCode::invalid_request);
  EXPECT_EQ(free.error().path, address);
  EXPECT_NE(free.error().message.find("--listen"), std::string::npos);
  return free.error().message;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Listening, is_free_where_nothing_is) {
  const TempFolder folder;
  EXPECT_EQ(why_not("unix:" + (folder.path() / "s").string()), "");
  EXPECT_EQ(why_not("127.0.0.1:0"), "");
  EXPECT_EQ(why_not("localhost:0"), "");
}

TEST(Listening, does_not_take_a_socket_from_whoever_serves_there) {
  const TempFolder folder;
  Bound other(folder.path() / "s");
  other.listen();
  EXPECT_TRUE(contains(why_not("unix:" + (folder.path() / "s").string()), "another process serves there"));
}

TEST(Listening, does_not_wait_for_a_server_that_lets_nobody_in) {
  const TempFolder folder;
  Bound other(folder.path() / "s");
  other.listen(0);
  const auto address = "unix:" + (folder.path() / "s").string();
  // A backlog of 0 has room for one connection that waits; ours are closed but not accepted, so they stay there.
  for (int n = 0; n < 3; ++n) EXPECT_TRUE(contains(why_not(address), "another process serves there"));
}

TEST(Listening, replaces_a_socket_that_was_left_behind) {
  const TempFolder folder;
  Bound other(folder.path() / "s");
  other.listen();
  other.close();
  EXPECT_EQ(why_not("unix:" + (folder.path() / "s").string()), "");
}

TEST(Listening, leaves_a_socket_alone_that_it_cannot_tell_anything_about) {
  const TempFolder folder;
  const Bound other(folder.path() / "s", SOCK_DGRAM);
  EXPECT_TRUE(contains(why_not("unix:" + (folder.path() / "s").string()), "cannot be told"));
}

TEST(Listening, leaves_files_of_another_kind_alone) {
  const TempFolder folder;
  std::ofstream(folder.path() / "s") << "precious";
  EXPECT_TRUE(contains(why_not("unix:" + (folder.path() / "s").string()), "a file of another kind"));
}

TEST(Listening, names_the_folder_that_is_missing) {
  const TempFolder folder;
  const auto missing = (folder.path() / "none").string();
  EXPECT_TRUE(contains(why_not("unix:" + missing + "/s"), "folder " + missing));
}

TEST(Listening, refuses_paths_that_no_socket_can_have) {
  EXPECT_TRUE(contains(why_not("unix:" + std::string(108, 'x')), "108 bytes"));
  EXPECT_TRUE(contains(why_not("unix:"), "0 bytes"));
}

TEST(Listening, says_that_a_port_is_in_use) {
  Bound other;
  other.listen();
  EXPECT_TRUE(contains(why_not("127.0.0.1:" + std::to_string(other.port())), "in use"));
}

// One of the addresses behind a name being somebody else's is enough.
TEST(Listening, says_that_a_port_is_in_use_behind_a_name) {
  Bound other;
  other.listen();
  EXPECT_TRUE(contains(why_not("localhost:" + std::to_string(other.port())), "in use"));
}

TEST(Listening, says_that_an_address_is_not_ours) {
  EXPECT_TRUE(contains(why_not("192.0.2.1:0"), "Cannot assign requested address"));
}

TEST(Listening, puts_the_port_that_was_picked_into_the_address) {
  EXPECT_EQ(with_port("127.0.0.1:0", 4711), "127.0.0.1:4711");
  EXPECT_EQ(with_port("[::1]:0", 4711), "[::1]:4711");
  EXPECT_EQ(with_port("unix:/run/s", 1), "unix:/run/s");
}

}  // namespace
}  // namespace visiond::rpc
