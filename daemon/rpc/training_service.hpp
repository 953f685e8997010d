#pragma once
// TrainingService over the samples and runs of training. Owned by the server; thread-safe.

#include "daemon/rpc/open_streams.hpp"
#include "services/training/api.hpp"
#include "visiond/v1/training.grpc.pb.h"

namespace visiond::rpc {

class TrainingService final : public v1::TrainingService::CallbackService {
 public:
  // It outlives this.
  explicit TrainingService(training::TrainingApi& training) : training_(training) {}

  // Ends every stream with DRAINING, and those that come later at once.
  void end_streams() { streams_.end(); }

  grpc::ServerUnaryReactor* AddSample(grpc::CallbackServerContext* context, const v1::AddSampleRequest* request,
                                      v1::AddSampleResponse* response) override;
  grpc::ServerUnaryReactor* ListSamples(grpc::CallbackServerContext* context, const v1::ListSamplesRequest* request,
                                        v1::ListSamplesResponse* response) override;
  grpc::ServerUnaryReactor* RemoveSample(grpc::CallbackServerContext* context, const v1::RemoveSampleRequest* request,
                                         v1::RemoveSampleResponse* response) override;
  grpc::ServerUnaryReactor* StartTraining(grpc::CallbackServerContext* context, const v1::StartTrainingRequest* request,
                                          v1::TrainingRun* response) override;
  grpc::ServerWriteReactor<v1::TrainingRun>* WatchTraining(grpc::CallbackServerContext* context,
                                                           const v1::WatchTrainingRequest* request) override;
  grpc::ServerUnaryReactor* CancelTraining(grpc::CallbackServerContext* context,
                                           const v1::CancelTrainingRequest* request,
                                           v1::TrainingRun* response) override;
  grpc::ServerUnaryReactor* GetTraining(grpc::CallbackServerContext* context, const v1::GetTrainingRequest* request,
                                        v1::TrainingRun* response) override;

 private:
  training::TrainingApi& training_;
  OpenStreams streams_;
};

}  // namespace visiond::rpc
