#include "daemon/rpc/error_status.hpp"
#include "daemon/rpc/training_service.hpp"
#include "daemon/rpc/write_training.hpp"

namespace visiond::rpc {

using base::Result;
using training::Run;
using Writer = StreamWriter<v1::TrainingRun>;

namespace {

// Only the newest waits: it says all that the older ones said.
constexpr StreamLimits limits{.messages = 1};

void tell(Writer& writer, const Run& run) {
  v1::TrainingRun message;
  write(run, message);
  writer.push_or_drop_oldest(std::move(message));
  if (has_ended(run.state)) writer.finish([] { return grpc::Status::OK; });
}

}  // namespace

grpc::ServerWriteReactor<v1::TrainingRun>* TrainingService::WatchTraining(grpc::CallbackServerContext*,
                                                                          const v1::WatchTrainingRequest* request) {
  const auto writer = Writer::make(limits);
  if (!streams_.add(writer)) return writer.get();
  writer->begin();
  // Asked first, so that the newest is known by its id; what is newer than the answer comes behind it.
  training_.run(request->run_id(), [this, writer](const Result<Run>& run) {
    if (!run) return writer->finish([&] { return status_of(run.error()); });
    if (has_ended(run->state)) return tell(*writer, *run);
    writer->keep(training_.watch([writer, id = run->id](const Run& now) {
      if (now.id == id) tell(*writer, now);
    }));
  });
  return writer.get();
}

}  // namespace visiond::rpc
