#include "daemon/rpc/error_status.hpp"
#include "daemon/rpc/vision_service.hpp"
#include "daemon/rpc/write_event.hpp"

#include <atomic>
#include <memory>
#include <stop_token>

namespace visiond::rpc {
namespace {

// One DescribeScene under way. Its caller going away ends it at once, whatever the request does. Lives until OnDone,
// and as long as the service holds it. Thread-safe.
class DescribeCall final : public grpc::ServerUnaryReactor {
 public:
  static grpc::ServerUnaryReactor* begin(gemini::GeminiApi& gemini, const std::string& prompt,
                                         v1::SceneDescription& answer) {
    const auto call = std::make_shared<DescribeCall>();
    call->self_ = call;
    gemini.describe(prompt, call->stop_.get_token(),
                    [call, &answer](const base::Result<pipeline::SceneDescription>& scene) {
                      if (call->ended_.exchange(true)) return;
                      if (scene) write(*scene, answer);
                      call->Finish(scene ? grpc::Status::OK : status_of(scene.error()));
                    });
    return call.get();
  }

  void OnCancel() override {
    stop_.request_stop();
    if (!ended_.exchange(true)) Finish({grpc::StatusCode::CANCELLED, "the caller went away"});
  }
  void OnDone() override { const auto self = std::move(self_); }

 private:
  std::stop_source stop_;
  std::atomic<bool> ended_ = false;
  std::shared_ptr<DescribeCall> self_;
};

}  // namespace

grpc::ServerUnaryReactor* VisionService::DescribeScene(grpc::CallbackServerContext*,
                                                       const v1::DescribeSceneRequest* request,
                                                       v1::SceneDescription* response) {
  return DescribeCall::begin(given_.gemini, request->prompt(), *response);
}

}  // namespace visiond::rpc
