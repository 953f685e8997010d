#include "daemon/runtime/section_board.hpp"

#include "daemon/runtime/guarded.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace visiond::runtime {
namespace {

constexpr std::chrono::milliseconds longest_pause{30000};

}  // namespace

SectionBoard::Entry& SectionBoard::entry(const std::string& section) {
  auto [place, added] = entries_.try_emplace(section);
  if (added) place->second.since = clock_.wall_now();
  return place->second;
}

void SectionBoard::leave_busy(const std::string& section) {
  ++entry(section).running;
  spdlog::warn("{}: an operation did not return in time; the section is BUSY until it does", section);
}

void SectionBoard::returned(const std::string& section) {
  const auto found = entries_.find(section);
  if (found == entries_.end()) return;
  --found->second.running;
  spdlog::info("{}: the operation that was given up has returned", section);
  if (found->second.running == 0 && found->second.impairment) schedule(section);
  erase_if_clear(section);
}

void SectionBoard::impair(const std::string& section, PreparedPtr prepared, base::Error error) {
  spdlog::error("{}: the way back failed: {}; trying again behind", section, error.message);
  auto& place = entry(section);
  place.impairment = Impairment{.prepared = std::move(prepared), .error = std::move(error), .timer = nullptr};
  if (place.running == 0) schedule(section);
}

void SectionBoard::stop() {
  stopped_ = true;
  stop_.request_stop();
  for (auto& [section, place] : entries_) {
    if (place.impairment && place.impairment->timer) place.impairment->timer->cancel();
  }
}

void SectionBoard::schedule(const std::string& section) {
  if (stopped_) return;
  auto& impairment = *entries_.at(section).impairment;
  impairment.retry_at = clock_.wall_now() + impairment.pause;
  impairment.timer = std::make_unique<boost::asio::steady_timer>(strand_, impairment.pause);
  impairment.pause = std::min(impairment.pause * 2, longest_pause);
  impairment.timer->async_wait([this, section](boost::system::error_code error) {
    if (!error && !stopped_) try_way_back(section);
  });
}

void SectionBoard::try_way_back(const std::string& section) {
  auto& place = entries_.at(section);
  ++place.running;
  workers_.post([this, section, prepared = place.impairment->prepared, stop = stop_.get_token()] {
    auto result = guarded<void>(section, [&] { return prepared->switch_back(stop); });
    boost::asio::post(strand_, [this, section, result = std::move(result)] { way_back_done(section, result); });
  });
}

void SectionBoard::way_back_done(const std::string& section, const base::Result<void>& result) {
  auto& place = entries_.at(section);
  --place.running;
  if (!result) {
    place.impairment->error = result.error();
    if (place.running == 0) schedule(section);
    return;
  }
  spdlog::info("{}: restored", section);
  workers_.post([prepared = std::move(place.impairment->prepared)] {});
  place.impairment.reset();
  erase_if_clear(section);
}

void SectionBoard::erase_if_clear(const std::string& section) {
  const auto found = entries_.find(section);
  if (found != entries_.end() && found->second.running == 0 && !found->second.impairment) entries_.erase(found);
}

std::map<std::string, std::string> SectionBoard::reasons() const {
  std::map<std::string, std::string> reasons;
  for (const auto& [section, place] : entries_) {
    reasons[section] = place.impairment ? "is impaired and being restored: " + place.impairment->error.message
                                        : "an earlier operation has not returned yet";
  }
  return reasons;
}

std::optional<transaction::ServiceStatus> SectionBoard::status(const std::string& section) const {
  const auto found = entries_.find(section);
  if (found == entries_.end()) return std::nullopt;
  const auto& place = found->second;
  transaction::ServiceStatus status;
  status.since = place.since;
  if (place.impairment) {
    status.state = transaction::ServiceState::impaired;
    status.message = "being restored";
    status.last_error = place.impairment->error.message;
    status.retry_at = place.impairment->retry_at;
  } else {
    status.state = transaction::ServiceState::busy;
    status.message = "an operation that was given up has not returned yet";
  }
  return status;
}

}  // namespace visiond::runtime
