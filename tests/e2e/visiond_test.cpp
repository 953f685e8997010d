// The program visiond: how it starts, refuses to start, and stops.
#include "tests/e2e/process_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <signal.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace visiond {
namespace {

using testing::ProcessWorld;

void write(const std::filesystem::path& file, const std::string& text) { std::ofstream(file) << text; }

TEST(Visiond, says_in_one_line_of_json_where_it_listens) {
  ProcessWorld world;
  world.start();
  const auto& line = world.ready_line();
  EXPECT_TRUE(line.starts_with(R"({"event":"ready","listen":["unix:)")) << line;
  EXPECT_NE(line.find(R"("127.0.0.1:)"), std::string::npos);
  EXPECT_EQ(line.find(R"("127.0.0.1:0")"), std::string::npos);
  EXPECT_TRUE(line.ends_with(R"("http":null,"revision":1})")) << line;
}

TEST(Visiond, stops_on_request_with_0_for_either_signal) {
  ProcessWorld world;
  for (const int signal : {SIGTERM, SIGINT}) {
    world.start();
    EXPECT_EQ(world.end(signal), 0);
  }
}

// systemd's end of sd_notify(3).
class NotifySocket {
 public:
  explicit NotifySocket(const std::filesystem::path& path) : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    const timeval limit{.tv_sec = 30, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("cannot bind " + path.string());
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~NotifySocket() {
    unsetenv("NOTIFY_SOCKET");
    close(socket_);
  }
  // The first line of the next message; empty where none comes.
  std::string next() const {
    std::array<char, 256> bytes{};
    const auto count = recv(socket_, bytes.data(), bytes.size(), 0);
    const std::string text(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return text.substr(0, text.find('\n'));
  }

 private:
  int socket_;
};

TEST(Visiond, tells_systemd_that_it_is_ready_that_it_lives_and_that_it_stops) {
  ProcessWorld world;
  const NotifySocket systemd(world.folder() / "notify");
  world.start();
  std::map<std::string, int> heard;
  while (heard["READY=1"] == 0 || heard["WATCHDOG=1"] < 3) {
    const auto message = systemd.next();
    ASSERT_NE(message, "") << "nothing came";
    ++heard[message];
  }
  EXPECT_EQ(world.end(SIGTERM), 0);
  auto last = systemd.next();
  while (last == "WATCHDOG=1") last = systemd.next();
  EXPECT_EQ(last, "STOPPING=1");
}

TEST(Visiond, names_line_and_column_of_a_wrong_configuration) {
  ProcessWorld world;
  const auto file = world.folder() / "visiond.json";
  write(file, "{\n  // where\n  \"listne\": [\"unix:/tmp/x\"]\n}\n");
  const auto ended = world.visiond({"--config", file.string()});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_NE(ended.output.find("visiond.json:3:3: listne: there is no such key; did you mean listen?"),
            std::string::npos)
      << ended.output;
}

TEST(Visiond, names_every_mistake_in_the_initial_settings) {
  ProcessWorld world;
  const auto ended = world.visiond(
      {"--listen", world.address(), "--initial-settings", R"({"camera":{"widht":3},"detection":{"confidence":7}})"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_NE(ended.output.find("camera.widht"), std::string::npos) << ended.output;
  EXPECT_NE(ended.output.find("detection.confidence"), std::string::npos) << ended.output;
  // Nothing was begun: the next start may name others.
  world.start();
  EXPECT_TRUE(world.ready_line().ends_with(R"("revision":1})"));
}

TEST(Visiond, does_not_take_an_address_away_from_another) {
  ProcessWorld world;
  world.start();
  const auto second = testing::run_to_end(
      {testing::program("visiond"), "--listen", world.address(), "--state-dir", (world.folder() / "other").string()});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_NE(second.output.find("another process serves there"), std::string::npos) << second.output;
  EXPECT_EQ(world.visionctl({"get", "ui.theme"}).exit_code, 0);
}

TEST(Visiond, does_not_share_its_state_folder) {
  ProcessWorld world;
  world.start();
  const auto second = world.visiond({"--listen", "127.0.0.1:0"});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_NE(second.output.find(world.state_dir()), std::string::npos) << second.output;
}

TEST(Visiond, sets_a_damaged_store_aside_and_ends_with_3) {
  ProcessWorld world;
  world.start();
  ASSERT_EQ(world.visionctl({"set", "ui.theme=dark"}).exit_code, 0);
  ASSERT_EQ(world.end(SIGTERM), 0);
  const auto file = std::filesystem::path(world.state_dir()) / "visiond.db";
  {
    std::fstream damage(file, std::ios::in | std::ios::out | std::ios::binary);
    damage << std::string(4096, '?');
  }
  const auto ended = world.visiond({"--listen", world.address()});
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_NE(ended.output.find("damaged"), std::string::npos) << ended.output;
  EXPECT_FALSE(std::filesystem::exists(file));
  bool kept = false;
  for (const auto& entry : std::filesystem::directory_iterator(world.state_dir()))
    kept |= entry.path().filename().string().starts_with("visiond.db.damaged-");
  EXPECT_TRUE(kept);
  // It does not begin anew by itself.
  EXPECT_EQ(world.visiond({"--listen", world.address()}).exit_code, 3);
}

TEST(Visiond, starts_over_the_socket_that_a_killed_one_left) {
  ProcessWorld world;
  world.start();
  EXPECT_EQ(world.end(SIGKILL), -SIGKILL);
  world.start();
  EXPECT_EQ(world.visionctl({"get", "ui.theme"}).exit_code, 0);
}

TEST(Visiond, checks_its_configuration_without_starting) {
  ProcessWorld world;
  const auto file = world.folder() / "visiond.json";
  write(file, R"({"listen": ["unix:/run/visiond.sock"], "compute_threads": 2})");
  EXPECT_EQ(world.visiond({"--config", file.string(), "--check-config"}).exit_code, 0);
  EXPECT_EQ(world.visiond({"--check-config", "--initial-settings", R"({"ui":{"theme":"pink"}})"}).exit_code, 2);
  EXPECT_FALSE(std::filesystem::exists(world.state_dir()));
}

}  // namespace
}  // namespace visiond
