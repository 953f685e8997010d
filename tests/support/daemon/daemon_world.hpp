#pragma once
// A whole daemon in the test's own process, reached as its clients reach it: gRPC over a Unix socket in a folder of its
// own, SQLite on the disk below. Used from the test's thread.

#include "daemon/app/daemon.hpp"
#include "tests/support/temp_folder.hpp"
#include "visiond/v1/metrics.grpc.pb.h"
#include "visiond/v1/settings.grpc.pb.h"
#include "visiond/v1/vision.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>

namespace visiond::testing {

struct Applied {
  grpc::Status status;
  v1::Transaction transaction;  // of a failure: the report in its details
  std::string reason;           // ErrorInfo's; empty where it committed
  std::string announced_id;     // from the initial metadata
};

class DaemonWorld {
 public:
  struct Options {
    std::string settings = "{}";                 // a merge patch of the defaults, as JSON
    detection::DetectorFactory detectors{};      // none: all backends
    inference::ClassifierFactory classifiers{};  // none: those of models_dir
    std::filesystem::path models_dir{};          // empty: a folder without models
  };
  DaemonWorld() : DaemonWorld(Options{}) {}
  explicit DaemonWorld(Options options);
  ~DaemonWorld();

  // Ends the daemon; only restart() and the folder are of use then.
  void stop();
  // Ends the daemon, where it runs, and starts it anew on the same folder.
  void restart();

  using Change = std::function<void(v1::ApplyTransactionRequest&)>;
  Applied apply(const std::string& patch, const Change& change = {});
  // Where it must commit.
  v1::Transaction commit(const std::string& patch);
  v1::Revision settings(std::uint64_t revision = 0);
  v1::Transaction transaction(const std::string& id);
  // A value of the running settings as JSON text, "camera" and "width" for camera.width.
  std::string value(const std::string& section, const std::string& setting);
  v1::Status status();
  v1::Metrics metrics();

  const std::string& address() const { return address_; }
  const std::filesystem::path& folder() const { return folder_.path(); }
  v1::SettingsService::Stub& settings_stub() { return *settings_; }
  v1::VisionService::Stub& vision_stub() { return *vision_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  void start();

  TempFolder folder_;
  Options options_;
  std::string address_;
  std::unique_ptr<app::Daemon> daemon_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::SettingsService::Stub> settings_;
  std::unique_ptr<v1::VisionService::Stub> vision_;
};

}  // namespace visiond::testing
