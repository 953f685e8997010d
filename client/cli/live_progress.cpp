#include "client/cli/live_progress.hpp"

#include "client/cli/transaction_progress.hpp"

#include <chrono>
#include <future>
#include <utility>

namespace visiond::cli {
namespace {

constexpr std::chrono::milliseconds patience{200};

// Lines at the cursor that the next drawing replaces. ECMA-48: CUU moves up, ED clears to the end of the screen.
class Canvas {
 public:
  explicit Canvas(std::ostream& out) : out_(out) {}
  ~Canvas() { draw({}); }
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  void draw(const std::vector<std::string>& lines) {
    if (drawn_ == 0 && lines.empty()) return;
    std::string text = "\r";
    if (drawn_ > 1) text += "\x1b[" + std::to_string(drawn_ - 1) + "A";
    text += "\x1b[J";
    for (std::size_t i = 0; i < lines.size(); ++i) text += (i == 0 ? "" : "\n") + lines[i];
    out_ << text << std::flush;
    drawn_ = lines.size();
  }

 private:
  std::ostream& out_;
  std::size_t drawn_ = 0;
};

void follow(client::Session& session, std::ostream& out, TransactionProgress& progress,
            const std::function<void()>& subscribed, std::stop_token stop) {
  Canvas canvas(out);
  const auto draw = [&](const v1::TransactionEvent& event) {
    if (!progress.feed(event)) return true;
    if (progress.lacks_plan()) {
      v1::GetTransactionRequest request;
      request.set_transaction_id(progress.transaction_id());
      if (const auto report = session.get_transaction(request)) progress.plan(*report);
    }
    canvas.draw(progress.lines());
    return !progress.ended();
  };
  // That there is no progress to draw is no failure of the change.
  (void)session.watch_transactions(draw, subscribed, std::move(stop));
}

}  // namespace

LiveProgress::LiveProgress(Context& context, const std::string& request_id) {
  std::promise<void> promise;
  auto ready = promise.get_future();
  // A line as long as the terminal is wide leaves some terminals' cursor on the next one.
  TransactionProgress progress(request_id, context.width() - 1);
  thread_ = std::jthread([&session = context.session(), &out = context.out(), progress = std::move(progress),
                          promise = std::move(promise)](std::stop_token stop) mutable {
    follow(
        session, out, progress, [&promise] { promise.set_value(); }, std::move(stop));
  });
  // Progress is worth a moment, not more.
  ready.wait_for(patience);
}

LiveProgress::~LiveProgress() {
  thread_.request_stop();
  thread_.join();
}

}  // namespace visiond::cli
