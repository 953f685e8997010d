#pragma once
// The pipeline as the coordinator sees it, without frames. Thread-safe.

#include "daemon/transaction/participant.hpp"

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace visiond::testing {

class FakeCutover final : public transaction::Cutover {
 public:
  void start(base::Revision revision, transaction::Parts parts);
  bool held() const;
  void throw_on_assemble(bool throws = true);
  // What the next rehearsals do; on the worker.
  void on_rehearse(std::function<base::Result<void>(const std::vector<std::string>& sections)> what);
  // What comes of measuring; on the worker.
  void on_measure(std::function<std::optional<base::Duration>()> what);

  std::shared_ptr<transaction::Candidate> assemble(base::Revision revision, transaction::Parts parts) override;
  base::Result<void> rehearse(std::shared_ptr<transaction::Candidate>, const std::vector<std::string>& sections,
                              std::stop_token) override;
  void hold() noexcept override;
  void release() noexcept override;
  transaction::FlipResult flip(std::shared_ptr<transaction::Candidate> candidate) noexcept override;
  std::optional<base::Duration> measure_downtime(base::Duration, std::stop_token) override;
  base::Revision revision() const override;
  transaction::Parts parts() const override;

 private:
  mutable std::mutex mutex_;
  base::Revision revision_;
  transaction::Parts parts_;
  bool held_ = false, throws_on_assemble_ = false;
  std::function<base::Result<void>(const std::vector<std::string>&)> rehearse_;
  std::function<std::optional<base::Duration>()> measure_;
};

}  // namespace visiond::testing
