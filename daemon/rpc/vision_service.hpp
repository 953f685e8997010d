#pragma once
// VisionService over the pipeline and the engine. Owned by the server; thread-safe.

#include "daemon/base/clock.hpp"
#include "daemon/runtime/settings_api.hpp"
#include "services/pipeline/api.hpp"
#include "visiond/v1/vision.grpc.pb.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace visiond::rpc {

template <class Message>
class StreamWriter;

class VisionService final : public v1::VisionService::CallbackService {
 public:
  // The engine, the pipeline and the clock outlive it.
  struct Given {
    runtime::SettingsApi& engine;
    pipeline::PipelineApi& pipeline;
    const base::Clock& clock;
    std::string version;
  };
  explicit VisionService(Given given);

  // Ends every stream with DRAINING, and those that come later at once.
  void end_streams();

  grpc::ServerWriteReactor<v1::FrameDetections>* StreamDetections(grpc::CallbackServerContext* context,
                                                                  const v1::StreamDetectionsRequest* request) override;
  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context, const v1::GetStatusRequest* request,
                                      v1::Status* response) override;

 private:
  using DetectionsWriter = StreamWriter<v1::FrameDetections>;

  Given given_;
  const base::SteadyTime started_;
  std::mutex mutex_;
  bool ended_ = false;
  std::vector<std::weak_ptr<DetectionsWriter>> streams_;
};

}  // namespace visiond::rpc
