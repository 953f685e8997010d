// A secret that somebody puts where none belongs is in no answer, no log and no file afterwards.
#include "tests/e2e/process_world.hpp"
#include "tests/support/grey_picture.hpp"
#include "tests/support/mjpeg_server.hpp"
#include "tests/support/provider_server.hpp"
#include "tests/support/rtsp_server.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace visiond {
namespace {

using testing::ProcessWorld;

const std::string canary = "c4n4ry-s3cr3t";

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class Secret : public ::testing::Test {
 protected:
  void expect_nowhere() {
    EXPECT_EQ(world.log().find(canary), std::string::npos) << world.log();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(world.folder())) {
      if (!entry.is_regular_file()) continue;
      EXPECT_EQ(read(entry.path()).find(canary), std::string::npos) << entry.path();
    }
  }
  // Its exit code; the canary must not be in what it says.
  int run(std::vector<std::string> arguments) {
    const auto what = arguments.front();
    const auto done = world.visionctl(std::move(arguments));
    EXPECT_EQ(done.output.find(canary), std::string::npos) << what << ": " << done.output;
    return done.exit_code;
  }

  ProcessWorld world;
};

TEST_F(Secret, in_an_address_is_refused_and_forgotten) {
  world.start();
  const std::vector<std::string> sources = {
      "rtsp://admin:" + canary + "@camera.local/stream",
      "http://" + canary + "@camera.local/video",
      "rtsp://camera.local/stream?password=" + canary,
      "rtsp://admin:" + canary + "%40x@camera.local:554/1",
      "gstreamer:rtspsrc location=rtsp://admin:" + canary + "@camera.local ! decodebin",
      "gstreamer:rtspsrc location=rtsp://camera.local user-pw=" + canary + " ! decodebin"};
  for (const auto& source : sources) {
    for (const auto& output : {"table", "json"}) {
      EXPECT_EQ(run({"-o", output, "set", "camera.source=" + source, "ui.theme=dark"}), 3) << source;
      EXPECT_EQ(run({"-o", output, "set", "camera.source=" + source, "--dry-run"}), 3);
      EXPECT_EQ(run({"-o", output, "set", "--best-effort", "camera.source=" + source, "daemon.log_level=debug"}), 10);
      run({"-o", output, "unset", "daemon.log_level"});
      run({"-o", output, "set", "ui.theme=light", "--expect", "camera.source=" + source});
    }
  }
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"get"},
                                             {"export", "--all"},
                                             {"history"},
                                             {"transactions"},
                                             {"status"},
                                             {"-o", "json", "transactions", "--count", "1000"},
                                             {"-o", "json", "history", "--count", "1000"},
                                             {"-o", "json", "status"}})
    EXPECT_EQ(run(command), 0);
  expect_nowhere();
  world.end(SIGTERM);
  expect_nowhere();
}

TEST_F(Secret, in_the_initial_settings_stops_the_start_and_is_forgotten) {
  const auto refused = world.visiond(
      {"--initial-settings", R"({"camera":{"source":"rtsp://admin:)" + canary + R"(@camera.local/stream"}})"});
  EXPECT_EQ(refused.exit_code, 2) << refused.output;
  EXPECT_EQ(refused.output.find(canary), std::string::npos) << refused.output;
  expect_nowhere();
}

TEST_F(Secret, of_a_camera_is_used_and_told_to_nobody) {
  setenv("VISIOND_TEST_PASSWORD", canary.c_str(), 1);
  // Beside the models, where files of credentials may lie.
  const auto file = world.folder() / "password";
  std::ofstream(file) << canary << "\n";
  const testing::MjpegServer camera({.pictures = {testing::grey_picture()}, .username = "me", .password = canary});
  const testing::MjpegServer other({.pictures = {testing::grey_picture()}, .username = "me", .password = "another"});
  world.start();
  ASSERT_EQ(run({"set", "camera.frame_timeout_ms=20000", "daemon.log_level=trace"}), 0);
  for (const auto& reference : {std::string("env:VISIOND_TEST_PASSWORD"), "file:" + file.string()}) {
    const auto use = [&](const std::string& source, const std::string& transport = "tcp") {
      return run({"set", "camera.source=" + source, "camera.username=me", "camera.password_ref=" + reference,
                  "camera.rtsp_transport=" + transport});
    };
    EXPECT_EQ(use(camera.url()), 0);
    EXPECT_EQ(use(other.url()), 5) << "its password is another";
    EXPECT_EQ(use("http://127.0.0.1:1/video"), 5) << "nobody is there";
    for (const auto* transport : {"tcp", "udp"}) EXPECT_EQ(use("rtsp://127.0.0.1:1/test", transport), 5);
    if (!testing::RtspServer::exists()) continue;
    const testing::RtspServer rtsp({.username = "me", .password = canary});
    const testing::RtspServer another({.username = "me", .password = "another"});
    EXPECT_EQ(use(rtsp.url()), 0);
    EXPECT_EQ(use(another.url()), 5);
  }
  EXPECT_EQ(camera.served(), 2);
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"-o", "json", "status"}, {"export", "--all"}, {"-o", "json", "history"}, {"-o", "json", "transactions"}})
    EXPECT_EQ(run(command), 0);
  world.end(SIGTERM);
  std::filesystem::remove(file);
  expect_nowhere();
  unsetenv("VISIOND_TEST_PASSWORD");
}

TEST_F(Secret, of_a_provider_is_used_and_told_to_nobody) {
  setenv("VISIOND_TEST_KEY", canary.c_str(), 1);
  const auto file = world.folder() / "key";
  std::ofstream(file) << canary << "\n";
  // One that lets it in, and says it again; and one that does not, and says it too.
  testing::ProviderServer provider({.key = canary});
  provider.always({.text = "I was sent " + canary + ", and see a yard."});
  const testing::ProviderServer other({.key = "another"});
  world.start();
  ASSERT_EQ(run({"set", "daemon.log_level=trace", "gemini.requests_per_min=600"}), 0);
  for (const auto& reference : {std::string("env:VISIOND_TEST_KEY"), "file:" + file.string()}) {
    for (const auto* protocol : {"gemini", "openai"}) {
      const auto use = [&](const std::string& url) {
        return run({"set", "gemini.enabled=true", "gemini.model=m", "gemini.verify_on_apply=true",
                    "gemini.base_url=" + url, std::string("gemini.provider=") + protocol,
                    "gemini.api_key_ref=" + reference});
      };
      EXPECT_EQ(use(provider.url()), 0);
      for (const auto* output : {"table", "json"}) EXPECT_EQ(run({"-o", output, "gemini", "ask"}), 0);
      EXPECT_EQ(use(other.url()), 5) << "its key is another";
      EXPECT_EQ(use("http://127.0.0.1:1"), 5) << "nobody is there";
      EXPECT_EQ(use("https://" + canary + "@127.0.0.1"), 3);
      ASSERT_EQ(run({"set", "gemini.verify_on_apply=false", "gemini.base_url=" + other.url()}), 0);
      for (const auto* output : {"table", "json"}) EXPECT_EQ(run({"-o", output, "gemini", "ask"}), 1);
    }
  }
  EXPECT_EQ(run({"set", "gemini.api_key_ref=" + canary}), 3);
  EXPECT_EQ(provider.requests(), 12U);
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"-o", "json", "status"},
                                             {"status"},
                                             {"export", "--all"},
                                             {"describe", "gemini"},
                                             {"describe", "--json-schema"},
                                             {"metrics"},
                                             {"-o", "json", "metrics"},
                                             {"-o", "json", "history", "--count", "1000"},
                                             {"-o", "json", "transactions", "--count", "1000"}})
    EXPECT_EQ(run(command), 0);
  world.end(SIGTERM);
  std::filesystem::remove(file);
  expect_nowhere();
  unsetenv("VISIOND_TEST_KEY");
}

TEST(SecretCheck, finds_a_canary_that_is_there) {
  ProcessWorld world;
  world.start();
  ASSERT_EQ(world.visionctl({"set", "camera.name=" + canary}).exit_code, 0) << "a name is no secret";
  world.end(SIGTERM);
  bool found = false;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(world.folder()))
    found = found || (entry.is_regular_file() && read(entry.path()).find(canary) != std::string::npos);
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace visiond
