#include "tests/support/fake_cutover.hpp"

#include <stdexcept>
#include <utility>

namespace visiond::testing {
namespace {

struct FakeCandidate final : transaction::Candidate {
  base::Revision revision;
  transaction::Parts parts;
};

}  // namespace

void FakeCutover::start(base::Revision revision, transaction::Parts parts) {
  std::lock_guard lock(mutex_);
  revision_ = revision;
  parts_ = std::move(parts);
}

bool FakeCutover::held() const {
  std::lock_guard lock(mutex_);
  return held_;
}

std::shared_ptr<transaction::Candidate> FakeCutover::assemble(base::Revision revision, transaction::Parts parts) {
  {
    std::lock_guard lock(mutex_);
    if (throws_on_assemble_) throw std::runtime_error("assemble threw as told");
  }
  auto candidate = std::make_shared<FakeCandidate>();
  candidate->revision = revision;
  candidate->parts = std::move(parts);
  return candidate;
}

void FakeCutover::throw_on_assemble(bool throws) {
  std::lock_guard lock(mutex_);
  throws_on_assemble_ = throws;
}

void FakeCutover::on_rehearse(std::function<base::Result<void>(const std::vector<std::string>&)> what) {
  std::lock_guard lock(mutex_);
  rehearse_ = std::move(what);
}

void FakeCutover::on_measure(std::function<std::optional<base::Duration>()> what) {
  std::lock_guard lock(mutex_);
  measure_ = std::move(what);
}

base::Result<void> FakeCutover::rehearse(std::shared_ptr<transaction::Candidate>,
                                         const std::vector<std::string>& sections, std::stop_token) {
  std::unique_lock lock(mutex_);
  const auto what = rehearse_;
  lock.unlock();
  return what ? what(sections) : base::Result<void>();
}

std::optional<base::Duration> FakeCutover::measure_downtime(base::Duration, std::stop_token) {
  std::unique_lock lock(mutex_);
  const auto what = measure_;
  lock.unlock();
  return what ? what() : std::chrono::milliseconds(7);
}

void FakeCutover::hold() noexcept {
  std::lock_guard lock(mutex_);
  held_ = true;
}

void FakeCutover::release() noexcept {
  std::lock_guard lock(mutex_);
  held_ = false;
}

transaction::FlipResult FakeCutover::flip(std::shared_ptr<transaction::Candidate> candidate) noexcept {
  std::lock_guard lock(mutex_);
  auto& next = static_cast<FakeCandidate&>(*candidate);
  revision_ = next.revision;
  parts_ = next.parts;
  held_ = false;
  return {.first_frame_sequence = 100 + revision_.value};
}

base::Revision FakeCutover::revision() const {
  std::lock_guard lock(mutex_);
  return revision_;
}

transaction::Parts FakeCutover::parts() const {
  std::lock_guard lock(mutex_);
  return parts_;
}

}  // namespace visiond::testing
