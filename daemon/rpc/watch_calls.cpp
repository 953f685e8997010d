// The streams of SettingsService: what happens on the strand goes into a bounded queue; a watcher that cannot keep up
// is ended and told where to resume.
#include "daemon/rpc/error_status.hpp"
#include "daemon/rpc/settings_service.hpp"
#include "daemon/rpc/stream_writer.hpp"
#include "daemon/rpc/write_message.hpp"

#include <string>
#include <utility>

namespace visiond::rpc {
namespace {

// Events that may wait for one watcher. Catching up comes in pages of 64.
constexpr StreamLimits limits{.messages = 1024};

constexpr const char* resume_key = "resume_revision";

std::uint64_t revision_of(const v1::SettingsEvent& event) {
  switch (event.event_case()) {
    case v1::SettingsEvent::kSnapshot:
      return event.snapshot().revision();
    case v1::SettingsEvent::kCommitted:
      return event.committed().revision();
    case v1::SettingsEvent::kConfirmed:
      return event.confirmed().revision();
    case v1::SettingsEvent::kHeartbeat:
      return event.heartbeat().revision();
    case v1::SettingsEvent::EVENT_NOT_SET:
      break;
  }
  return 0;
}

grpc::Status too_slow(const std::string& advice) {
  return status_of({base::ErrorCode::revision_gone, "",
                    "the watcher does not keep up: too many events wait for it; read faster, and " + advice});
}

}  // namespace

grpc::ServerWriteReactor<v1::SettingsEvent>* SettingsService::WatchSettings(grpc::CallbackServerContext* context,
                                                                            const v1::WatchSettingsRequest* request) {
  const auto writer = StreamWriter<v1::SettingsEvent>::make(limits);
  // Both handlers run on the engine's strand.
  auto last = std::make_shared<std::uint64_t>(request->from_revision());
  auto feed = engine_.watch_settings(
      {request->from_revision()},
      [writer, context, last](const runtime::SettingsEvent& event) {
        v1::SettingsEvent message;
        write(event, message);
        const auto revision = revision_of(message);
        if (writer->push(std::move(message))) {
          *last = revision;
          return;
        }
        writer->finish([&] {
          context->AddTrailingMetadata(resume_key, std::to_string(*last));
          return too_slow("watch again from revision " + std::to_string(*last));
        });
      },
      [writer, context](const base::Error& error) {
        writer->finish([&] {
          if (error.code != base::ErrorCode::revision_gone) return status_of(error);
          // Its path is no setting but the revision to resume from.
          context->AddTrailingMetadata(resume_key, error.path);
          return status_of({error.code, "", error.message});
        });
      });
  writer->begin(std::move(feed));
  return writer.get();
}

grpc::ServerWriteReactor<v1::TransactionEvent>* SettingsService::WatchTransactions(
    grpc::CallbackServerContext*, const v1::WatchTransactionsRequest*) {
  const auto writer = StreamWriter<v1::TransactionEvent>::make(limits);
  auto feed = engine_.watch_transactions(
      [writer](const runtime::TransactionEvent& event) {
        v1::TransactionEvent message;
        write(event, message);
        if (!writer->push(std::move(message))) writer->finish([] { return too_slow("watch again"); });
      },
      [writer](const base::Error& error) { writer->finish([&] { return status_of(error); }); });
  writer->begin(std::move(feed));
  return writer.get();
}

}  // namespace visiond::rpc
