#include "tests/bench/unpaced_run.hpp"

#include "tests/bench/daemon_process.hpp"
#include "tests/bench/result_listener.hpp"
#include "tests/support/test_data.hpp"

#include <chrono>
#include <optional>
#include <thread>

namespace visiond::bench {
namespace {

// Takes every picture, as a live view would; its own thread reads until it is destroyed.
class PictureListener {
 public:
  explicit PictureListener(v1::VisionService::Stub& stub) : reader_(stub.StreamFrames(&context_, {})) {
    thread_ = std::thread([this] {
      v1::Frame frame;
      while (reader_->Read(&frame)) continue;
      reader_->Finish();
    });
  }
  ~PictureListener() {
    context_.TryCancel();
    thread_.join();
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::Frame>> reader_;
  std::thread thread_;
};

}  // namespace

std::string footage() { return (testing::opencv_pictures() / "vtest.avi").string(); }

std::string settings_for(const std::string& pace) {
  return R"({"camera":{"source":"file:)" + footage() + pace +
         R"("},"detection":{"backend":"dnn","model":"yolo-fastest@1.1"}})";
}

Unpaced run_unpaced(const Options& options, const UnpacedOptions& run) {
  DaemonProcess daemon(options.visiond, options.state_root, settings_for("#pace=0"), run.models);
  if (!run.change.empty()) daemon.apply(run.change);
  std::optional<PictureListener> pictures;
  if (run.with_pictures) pictures.emplace(daemon.vision());
  ResultListener listener(daemon.vision());
  listener.wait_for(5);
  listener.reset();
  const auto start = std::chrono::steady_clock::now();
  listener.wait_for(static_cast<std::uint64_t>(run.frames));
  const auto time = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return {.fps = run.frames / time, .resident_bytes = static_cast<double>(daemon.resident_bytes())};
}

}  // namespace visiond::bench
