#include "daemon/runtime/confirmation.hpp"

#include "daemon/base/failpoint.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace visiond::runtime {

using base::Duration;
using base::Error;
using base::ErrorCode;

namespace {

constexpr std::chrono::milliseconds first_pause{500};
constexpr std::chrono::milliseconds longest_pause{30000};

}  // namespace

Confirmation::Confirmation(Strand strand, const base::Clock& clock, Journal& journal, Listener listener)
    : strand_(std::move(strand)), clock_(clock), journal_(journal), listener_(std::move(listener)), timer_(strand_) {}

void Confirmation::arm(ReportPtr report) {
  report_ = std::move(report);
  state_ = State::armed;
  pause_ = first_pause;
  const Duration left = *report_->confirm_deadline - clock_.wall_now();
  deadline_ = clock_.steady_now() + std::clamp(left, Duration{}, report_->confirm_time_out);
  wait(remaining(), [this] { expire("it was not confirmed in time"); });
}

Duration Confirmation::remaining() const {
  if (state_ == State::none || state_ == State::expired) return {};
  return std::max<Duration>(deadline_ - clock_.steady_now(), Duration{});
}

void Confirmation::wait(Duration time, std::function<void()> then) {
  timer_.expires_after(time);
  // A cancelled timer's handler may still come with success: only the newest wait counts.
  timer_.async_wait([this, number = ++waits_, then = std::move(then)](boost::system::error_code error) {
    if (!error && number == waits_) then();
  });
}

void Confirmation::expire(const std::string& why) {
  if (state_ != State::armed && state_ != State::expired) return;
  ++waits_;
  base::may_crash("revert.before");
  state_ = State::expired;
  why_ = why;
  spdlog::warn("transaction {}: {}; taking revision {} back", report_->transaction_id.value, why,
               report_->revision.value);
  listener_.revert(why);
}

void Confirmation::confirm(ReportHandler done) {
  if (state_ == State::expired) {
    return done(Error{ErrorCode::nothing_to_confirm, "", "too late: the change is being taken back, because " + why_});
  }
  confirming_.push_back(std::move(done));
  if (state_ == State::confirming) return;
  state_ = State::confirming;
  ++waits_;
  auto confirmed = std::make_shared<transaction::Report>(*report_);
  const bool partial = std::any_of(confirmed->sections.begin(), confirmed->sections.end(),
                                   [](const transaction::SectionStatus& each) { return each.error.has_value(); });
  confirmed->state = partial ? transaction::State::partially_committed : transaction::State::committed;
  if (auto fault = base::may_fail("confirm.before"); !fault) return written(fault.error(), confirmed);
  journal_.confirm(*confirmed, [this, confirmed](base::Result<void> result) {
    boost::asio::post(strand_, [this, confirmed, result = std::move(result)] { written(result, confirmed); });
  });
}

void Confirmation::written(const base::Result<void>& result, const ReportPtr& confirmed) {
  // Told twice: the first time counts.
  if (state_ != State::confirming || !is(confirmed->transaction_id)) return;
  const auto waiting = std::exchange(confirming_, {});
  if (!result) {
    spdlog::error("transaction {}: its confirmation was not stored: {}", report_->transaction_id.value,
                  result.error().message);
    state_ = State::armed;
    wait(remaining(), [this] { expire("it was not confirmed in time"); });
    for (const auto& done : waiting) done(result.error());
    return;
  }
  base::may_crash("confirm.after");
  spdlog::info("transaction {}: confirmed", report_->transaction_id.value);
  settle();
  listener_.confirmed(confirmed);
  for (const auto& done : waiting) done(confirmed);
}

void Confirmation::cancel(const std::string& why) { expire(why); }

void Confirmation::settle() {
  ++waits_;
  state_ = State::none;
  report_.reset();
}

void Confirmation::try_again() {
  wait(pause_, [this] { expire(why_); });
  pause_ = std::min(pause_ * 2, longest_pause);
}

void Confirmation::stop() {
  ++waits_;
  timer_.cancel();
}

}  // namespace visiond::runtime
