#pragma once
// visiond as its users run it: a process with a state folder of its own, reached over a Unix socket. Not thread-safe.

#include "tests/support/child_process.hpp"
#include "visiond/v1/settings.grpc.pb.h"
#include "visiond/v1/vision.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace visiond::bench {

class DaemonProcess {
 public:
  // `settings`: the initial settings as JSON; `models`: the folder of the models, if any are needed.
  DaemonProcess(const std::string& program, const std::string& state_root, const std::string& settings,
                const std::filesystem::path& models = {});
  ~DaemonProcess();

  v1::SettingsService::Stub& settings() { return *settings_; }
  v1::VisionService::Stub& vision() { return *vision_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  // Applies a merge patch given as JSON; throws std::runtime_error where it does not commit.
  v1::Transaction apply(const std::string& patch);
  const std::filesystem::path& folder() const { return folder_; }
  // Bytes in memory now.
  std::uint64_t resident_bytes() const;

 private:
  std::filesystem::path folder_;
  std::optional<testing::ChildProcess> process_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::SettingsService::Stub> settings_;
  std::unique_ptr<v1::VisionService::Stub> vision_;
};

v1::ApplyTransactionRequest request_of(const std::string& patch);
std::filesystem::path make_folder(const std::string& root);

}  // namespace visiond::bench
