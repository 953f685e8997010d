#include "client/cli/live_progress.hpp"

#include "client/cli/transaction_progress.hpp"

#include <chrono>
#include <future>

namespace visiond::cli {
namespace {

constexpr const char* wipe_line = "\r\x1b[2K";
constexpr std::size_t line_width = 78;
constexpr std::chrono::milliseconds patience{200};

}  // namespace

LiveProgress::LiveProgress(Context& context, const std::string& request_id) : context_(context) {
  std::promise<void> subscribed;
  auto ready = subscribed.get_future();
  auto& session = context.session();
  thread_ =
      std::jthread([&context, &session, request_id, promise = std::move(subscribed)](std::stop_token stop) mutable {
        TransactionProgress progress(request_id, line_width);
        const auto draw = [&](const v1::TransactionEvent& event) {
          if (const auto line = progress.feed(event)) context.out() << wipe_line << *line << std::flush;
          return !event.has_ended() || event.ended().request_id() != request_id;
        };
        // That there is no progress to draw is no failure of the change.
        (void)session.watch_transactions(
            draw, [&promise] { promise.set_value(); }, stop);
      });
  // Progress is worth a moment, not more.
  ready.wait_for(patience);
}

LiveProgress::~LiveProgress() {
  thread_.request_stop();
  thread_.join();
  context_.out() << wipe_line << std::flush;
}

}  // namespace visiond::cli
