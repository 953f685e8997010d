#pragma once
// The pipeline as the coordinator sees it, without frames. Thread-safe.

#include "daemon/transaction/participant.hpp"

#include <mutex>

namespace visiond::testing {

class FakeCutover final : public transaction::Cutover {
 public:
  void start(base::Revision revision, transaction::Parts parts);
  bool held() const;

  std::shared_ptr<transaction::Candidate> assemble(base::Revision revision, transaction::Parts parts) override;
  base::Result<void> rehearse(std::shared_ptr<transaction::Candidate>, const std::vector<std::string>&,
                              std::stop_token) override {
    return {};
  }
  void hold() noexcept override;
  void release() noexcept override;
  transaction::FlipResult flip(std::shared_ptr<transaction::Candidate> candidate) noexcept override;
  std::optional<base::Duration> measure_downtime(base::Duration, std::stop_token) override {
    return std::chrono::milliseconds(7);
  }
  base::Revision revision() const override;
  transaction::Parts parts() const override;

 private:
  mutable std::mutex mutex_;
  base::Revision revision_;
  transaction::Parts parts_;
  bool held_ = false;
};

}  // namespace visiond::testing
