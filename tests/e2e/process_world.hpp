#pragma once
// visiond and visionctl as their users run them: processes, a Unix socket, a state folder. Used from the test's thread.

#include "tests/support/child_process.hpp"
#include "tests/support/temp_folder.hpp"
#include "visiond/v1/settings.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace visiond::testing {

class ProcessWorld {
 public:
  // `settings`: the initial ones, a merge patch of the defaults as JSON.
  explicit ProcessWorld(std::string settings = "{}");

  // Throws where visiond does not get ready.
  void start();
  // Ends it with the signal; the exit code, or minus the signal.
  int end(int signal);
  bool runs() const { return daemon_.has_value(); }

  Finished visionctl(std::vector<std::string> arguments) const;
  // visiond with these arguments, on this world's folder, to its end.
  Finished visiond(std::vector<std::string> arguments) const;

  const std::string& ready_line() const { return daemon_->first_line(); }
  pid_t pid() const { return daemon_->pid(); }
  std::string address() const { return "unix:" + (folder_.path() / "visiond.sock").string(); }
  std::string state_dir() const { return (folder_.path() / "state").string(); }
  std::string log() const;
  const std::filesystem::path& folder() const { return folder_.path(); }
  // A new channel every time: a killed daemon leaves the old one in its back-off.
  std::unique_ptr<v1::SettingsService::Stub> settings() const;

 private:
  TempFolder folder_;
  std::string settings_;
  std::optional<ChildProcess> daemon_;
};

// Another program of the build.
std::string program(const std::string& name);

}  // namespace visiond::testing
