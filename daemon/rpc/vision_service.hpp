#pragma once
// VisionService over the pipeline and the engine; each call has a file of its own. Owned by the server; thread-safe.

#include "daemon/base/clock.hpp"
#include "daemon/rpc/open_streams.hpp"
#include "daemon/rpc/status_feed.hpp"
#include "daemon/rpc/stream_losses.hpp"
#include "daemon/rpc/whole_status.hpp"
#include "daemon/runtime/settings_api.hpp"
#include "services/gemini/api.hpp"
#include "services/pipeline/api.hpp"
#include "services/pipeline/events.hpp"
#include "services/pipeline/pictures.hpp"
#include "visiond/v1/vision.grpc.pb.h"

#include <memory>
#include <string>

namespace visiond::rpc {

class VisionService final : public v1::VisionService::CallbackService {
 public:
  // All but the version outlive it.
  struct Given {
    runtime::SettingsApi& engine;
    pipeline::PipelineApi& pipeline;
    pipeline::PicturesApi& pictures;
    pipeline::EventsApi& events;
    gemini::GeminiApi& gemini;
    const base::Clock& clock;
    std::string version;
  };
  explicit VisionService(Given given);

  // Ends every stream with DRAINING, and those that come later at once.
  void end_streams() { streams_.end(); }
  // How the engine's services fare, for those who watch the status.
  void tell_status(const runtime::EngineStatus& status) { status_feed_->tell(status); }
  const StreamLosses& losses() const { return losses_; }

  grpc::ServerWriteReactor<v1::FrameDetections>* StreamDetections(grpc::CallbackServerContext* context,
                                                                  const v1::StreamDetectionsRequest* request) override;
  grpc::ServerWriteReactor<v1::Frame>* StreamFrames(grpc::CallbackServerContext* context,
                                                    const v1::StreamFramesRequest* request) override;
  grpc::ServerWriteReactor<v1::Event>* StreamEvents(grpc::CallbackServerContext* context,
                                                    const v1::StreamEventsRequest* request) override;
  grpc::ServerUnaryReactor* GetSnapshot(grpc::CallbackServerContext* context, const v1::GetSnapshotRequest* request,
                                        v1::Frame* response) override;
  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context, const v1::GetStatusRequest* request,
                                      v1::Status* response) override;
  grpc::ServerWriteReactor<v1::Status>* WatchStatus(grpc::CallbackServerContext* context,
                                                    const v1::WatchStatusRequest* request) override;
  grpc::ServerUnaryReactor* DescribeScene(grpc::CallbackServerContext* context, const v1::DescribeSceneRequest* request,
                                          v1::SceneDescription* response) override;

 private:
  Given given_;
  const WholeStatus status_;
  StreamLosses losses_;
  OpenStreams streams_;
  const std::shared_ptr<StatusFeed> status_feed_;
};

}  // namespace visiond::rpc
