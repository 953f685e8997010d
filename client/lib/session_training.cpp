// The session's calls to TrainingService.
#include "client/lib/call.hpp"
#include "client/lib/session.hpp"

namespace visiond::client {

using Training = v1::TrainingService::StubInterface;

Answer<v1::AddSampleResponse> Session::add_sample(const v1::AddSampleRequest& request) {
  return call(*training_, &Training::AddSample, request, deadline(), stop_);
}

Answer<v1::ListSamplesResponse> Session::list_samples(const v1::ListSamplesRequest& request) {
  return call(*training_, &Training::ListSamples, request, deadline(), stop_);
}

Answer<v1::RemoveSampleResponse> Session::remove_sample(const v1::RemoveSampleRequest& request) {
  return call(*training_, &Training::RemoveSample, request, deadline(), stop_);
}

Answer<v1::TrainingRun> Session::start_training(const v1::StartTrainingRequest& request) {
  return call(*training_, &Training::StartTraining, request, deadline(), stop_);
}

Answer<v1::TrainingRun> Session::cancel_training() {
  return call(*training_, &Training::CancelTraining, v1::CancelTrainingRequest{}, deadline(), stop_);
}

Answer<v1::TrainingRun> Session::get_training(const v1::GetTrainingRequest& request) {
  return call(*training_, &Training::GetTraining, request, deadline(), stop_);
}

Answer<void> Session::watch_training(const v1::WatchTrainingRequest& request, const Handler<v1::TrainingRun>& handler) {
  grpc::ClientContext context;
  if (timeout_) context.set_deadline(deadline());
  const auto reader = training_->WatchTraining(&context, request);
  const Handler<v1::TrainingRun> until_its_end = [&handler](const v1::TrainingRun& run) {
    return handler(run) && !has_ended(run);
  };
  return read_all(context, *reader, {stop_, {}}, until_its_end);
}

bool has_ended(const v1::TrainingRun& run) {
  return run.state() != v1::TrainingRun::STATE_RUNNING && run.state() != v1::TrainingRun::STATE_PAUSED;
}

}  // namespace visiond::client
