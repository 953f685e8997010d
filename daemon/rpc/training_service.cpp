#include "daemon/rpc/training_service.hpp"

#include "daemon/rpc/error_status.hpp"
#include "daemon/rpc/read_training.hpp"
#include "daemon/rpc/write_training.hpp"

#include <utility>

namespace visiond::rpc {

using base::Result;

namespace {

// What the answer is, or why there is none.
template <class Value, class Response>
auto answer_into(grpc::ServerUnaryReactor* reactor, Response* response) {
  return [reactor, response](const Result<Value>& value) {
    if (!value) return reactor->Finish(status_of(value.error()));
    write(*value, *response);
    reactor->Finish(grpc::Status::OK);
  };
}

}  // namespace

grpc::ServerUnaryReactor* TrainingService::AddSample(grpc::CallbackServerContext* context,
                                                     const v1::AddSampleRequest* request,
                                                     v1::AddSampleResponse* response) {
  auto* reactor = context->DefaultReactor();
  auto read = read_request(*request);
  if (!read)
    reactor->Finish(status_of(read.error()));
  else
    training_.add_sample(std::move(*read), answer_into<training::AddedSample>(reactor, response));
  return reactor;
}

grpc::ServerUnaryReactor* TrainingService::ListSamples(grpc::CallbackServerContext* context,
                                                       const v1::ListSamplesRequest* request,
                                                       v1::ListSamplesResponse* response) {
  auto* reactor = context->DefaultReactor();
  auto read = read_request(*request);
  if (!read)
    reactor->Finish(status_of(read.error()));
  else
    training_.samples(std::move(*read), answer_into<training::SamplePage>(reactor, response));
  return reactor;
}

grpc::ServerUnaryReactor* TrainingService::RemoveSample(grpc::CallbackServerContext* context,
                                                        const v1::RemoveSampleRequest* request,
                                                        v1::RemoveSampleResponse*) {
  auto* reactor = context->DefaultReactor();
  training_.remove_sample(request->sample_id(), [reactor](const Result<void>& removed) {
    reactor->Finish(removed ? grpc::Status::OK : status_of(removed.error()));
  });
  return reactor;
}

grpc::ServerUnaryReactor* TrainingService::StartTraining(grpc::CallbackServerContext* context,
                                                         const v1::StartTrainingRequest* request,
                                                         v1::TrainingRun* response) {
  auto* reactor = context->DefaultReactor();
  training_.start({request->model_id(), request->seed()}, answer_into<training::Run>(reactor, response));
  return reactor;
}

grpc::ServerUnaryReactor* TrainingService::CancelTraining(grpc::CallbackServerContext* context,
                                                          const v1::CancelTrainingRequest*, v1::TrainingRun* response) {
  auto* reactor = context->DefaultReactor();
  training_.cancel(answer_into<training::Run>(reactor, response));
  return reactor;
}

grpc::ServerUnaryReactor* TrainingService::GetTraining(grpc::CallbackServerContext* context,
                                                       const v1::GetTrainingRequest* request,
                                                       v1::TrainingRun* response) {
  auto* reactor = context->DefaultReactor();
  training_.run(request->run_id(), answer_into<training::Run>(reactor, response));
  return reactor;
}

}  // namespace visiond::rpc
