#include "tests/e2e/process_world.hpp"

#include <fstream>
#include <utility>

namespace visiond::testing {

std::string program(const std::string& name) {
  return (std::filesystem::path(own_path()).parent_path() / name).string();
}

ProcessWorld::ProcessWorld(std::string settings) : settings_(std::move(settings)) {}

void ProcessWorld::start() {
  daemon_.emplace(
      std::vector<std::string>{program("visiond"), "--listen", address(), "--listen", "127.0.0.1:0", "--state-dir",
                               state_dir(), "--models-dir", (folder_.path() / "models").string(), "--initial-settings",
                               settings_, "--allow-fault-options"},
      (folder_.path() / "log").string());
}

int ProcessWorld::end(int signal) {
  const int code = daemon_->end(signal);
  daemon_.reset();
  return code;
}

Finished ProcessWorld::visionctl(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {program("visionctl"), "--address", address()});
  return run_to_end(arguments);
}

Finished ProcessWorld::visiond(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {program("visiond"), "--state-dir", state_dir()});
  return run_to_end(arguments);
}

std::string ProcessWorld::log() const {
  std::ifstream file(folder_.path() / "log");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::unique_ptr<v1::SettingsService::Stub> ProcessWorld::settings() const {
  grpc::ChannelArguments own;
  own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return v1::SettingsService::NewStub(grpc::CreateCustomChannel(address(), grpc::InsecureChannelCredentials(), own));
}

}  // namespace visiond::testing
