#pragma once
// The RTSP server of tests (tests/support/rtsp) as a process of its own. Bound to one test.

#include "tests/support/child_process.hpp"

#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace visiond::testing {

class RtspServer {
 public:
  struct Options {
    std::string transport = "any";  // or tcp, udp: no other
    std::string username{}, password{};
  };
  RtspServer() : RtspServer(Options{}) {}
  explicit RtspServer(Options options) : options_(std::move(options)) { restart(); }

  // Where its program was built (it needs GStreamer's server library).
  static bool exists() { return std::filesystem::exists(program()); }

  std::string url() const { return "rtsp://127.0.0.1:" + port_ + "/test"; }
  // As if the power failed.
  void kill() {
    if (process_) process_->end(SIGKILL);
    process_.reset();
  }
  // On the same port.
  void restart() {
    kill();
    std::vector<std::string> command = {program(), port_, options_.transport};
    if (!options_.username.empty()) command.insert(command.end(), {options_.username, options_.password});
    process_ = std::make_unique<ChildProcess>(command);
    port_ = process_->first_line();
  }

 private:
  static std::string program() {
    return (std::filesystem::path(own_path()).parent_path() / "rtsp_test_server").string();
  }

  Options options_;
  std::string port_ = "0";
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace visiond::testing
