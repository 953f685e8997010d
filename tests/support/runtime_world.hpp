#pragma once
// A coordinator on its own thread with two scripted services, camera ← detection, a journal in memory and a pipeline
// without frames. Used from the test's thread.

#include "daemon/runtime/coordinator.hpp"
#include "daemon/transaction/planner.hpp"
#include "tests/support/fake_cutover.hpp"
#include "tests/support/fake_journal.hpp"
#include "tests/support/scripted_participant.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>

namespace visiond::testing {

class RuntimeWorld {
 public:
  struct Submitted {
    base::TransactionId id;
    std::future<base::TransactionId> announced;
    std::future<runtime::Answer> answer;
  };
  using Found = base::Result<std::shared_ptr<const transaction::Report>>;

  // How the services prepare at start-up.
  explicit RuntimeWorld(Behaviour camera_starts = Behaviour::succeed, Behaviour detection_starts = Behaviour::succeed);
  // Started again over what `before` left in its journal, `awaiting` its confirmation.
  RuntimeWorld(const RuntimeWorld& before, std::shared_ptr<const transaction::Report> awaiting);
  ~RuntimeWorld();

  transaction::Request request(const std::string& patch) const;
  // With the n-th request id.
  transaction::Request request(const std::string& patch, int request_id) const;
  Submitted submit(transaction::Request request);
  Submitted submit(const std::string& patch) { return submit(request(patch)); }
  runtime::Answer apply(transaction::Request request) { return submit(std::move(request)).answer.get(); }
  runtime::Answer apply(const std::string& patch) { return submit(patch).answer.get(); }
  Found confirm(const base::TransactionId& id);
  Found cancel(const runtime::TransactionSelector& which);
  Found find(const base::TransactionId& id);
  Found find(const base::RequestId& id);
  runtime::RevisionView revision(base::Revision revision = {});
  runtime::RevisionPage revisions(const runtime::RevisionQuery& query);
  runtime::TransactionPage transactions(const runtime::TransactionQuery& query);
  base::Result<std::vector<settings::Change>> diff(base::Revision from, base::Revision to);
  transaction::ServiceStatus status(const std::string& section);
  // A setting of the document in force.
  std::int64_t value(const std::string& section, const std::string& setting);
  // Until the strand has done all that was posted to it before.
  void settle();
  // Throws where it does not hold in time.
  void wait_until(const std::function<bool()>& condition);
  void drain();
  // Returns when it is drained.
  std::future<void> begin_drain();

  std::thread::id strand_thread() const { return thread_.get_id(); }

  FakeJournal journal;
  FakeCutover cutover;
  ScriptedParticipant camera{"camera", {}};
  ScriptedParticipant detection{"detection", {"camera"}};
  std::unique_ptr<runtime::Coordinator> coordinator;

 private:
  void start(runtime::RevisionView current, std::shared_ptr<const transaction::Report> awaiting);

  base::SystemClock clock_;
  boost::asio::io_context context_{1};
  runtime::WorkerPool workers_{4};
  settings::Schema schema_;
  transaction::Planner planner_;
  runtime::ParticipantMap participants_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::thread thread_;
  bool drained_ = false;
};

}  // namespace visiond::testing
