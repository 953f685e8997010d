#include "tests/support/fake_cutover.hpp"

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
  auto candidate = std::make_shared<FakeCandidate>();
  candidate->revision = revision;
  candidate->parts = std::move(parts);
  return candidate;
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
