#include "tests/bench/daemon_process.hpp"

#include <google/protobuf/util/json_util.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace visiond::bench {

std::filesystem::path make_folder(const std::string& root) {
  std::filesystem::create_directories(root);
  std::string name = root + "/bench-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder in " + root);
  return name;
}

std::uint64_t DaemonProcess::resident_bytes() const {
  std::ifstream statm("/proc/" + std::to_string(process_->pid()) + "/statm");
  std::uint64_t size = 0, resident = 0;
  if (!(statm >> size >> resident)) throw std::runtime_error("the daemon's memory cannot be read");
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

v1::ApplyTransactionRequest request_of(const std::string& patch) {
  v1::ApplyTransactionRequest request;
  const auto read = google::protobuf::util::JsonStringToMessage(patch, request.mutable_patch());
  if (!read.ok()) throw std::runtime_error("not JSON: " + patch);
  return request;
}

DaemonProcess::DaemonProcess(const std::string& program, const std::string& state_root, const std::string& settings,
                             const std::filesystem::path& models)
    : folder_(make_folder(state_root)) {
  const auto address = "unix:" + (folder_ / "socket").string();
  process_.emplace(std::vector<std::string>{program, "--listen", address, "--state-dir", folder_.string(),
                                            "--initial-settings", settings, "--allow-fault-options", "--models-dir",
                                            (models.empty() ? folder_ / "models" : models).string()});
  channel_ = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  settings_ = v1::SettingsService::NewStub(channel_);
  vision_ = v1::VisionService::NewStub(channel_);
}

DaemonProcess::~DaemonProcess() {
  process_.reset();
  std::filesystem::remove_all(folder_);
}

v1::Transaction DaemonProcess::apply(const std::string& patch) {
  grpc::ClientContext context;
  v1::Transaction answer;
  const auto status = settings_->ApplyTransaction(&context, request_of(patch), &answer);
  if (!status.ok()) throw std::runtime_error("not applied: " + status.error_message());
  return answer;
}

}  // namespace visiond::bench
