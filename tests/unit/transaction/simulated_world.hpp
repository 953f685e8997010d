#pragma once
// A world made from a seed for the state machine to run in: sections in a random graph, random requests, services that
// answer in any order, late, twice, wrongly or never, a store that refuses. It performs the machine's actions as the
// runtime does, on simulated time, and complains about every promise that is not kept. Bound to one test.

#include "daemon/transaction/machine.hpp"
#include "tests/unit/transaction/sample_world.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace visiond::transaction {

// What the seeds of a test have met with, so that the test can tell that they met with something.
struct Encounters {
  std::map<State, int> ends;
  int waves = 0, switch_overs = 0, ways_back = 0, prepared_again = 0, given_up = 0, late = 0, refused_commits = 0,
      cancelled_too_late = 0;
};

class SimulatedWorld {
 public:
  // `traces`: it writes down what happens.
  SimulatedWorld(std::uint64_t seed, Encounters& encounters, bool traces);
  ~SimulatedWorld();

  // One transaction, from its request to its end.
  void run_transaction();
  // Everything that hangs returns, what is impaired is restored; then all must be as the newest generation says.
  void settle();

  const std::vector<std::string>& complaints() const { return complaints_; }
  const std::string& trace() const { return trace_; }

 private:
  using Time = Duration;
  enum class Fate { staged, dropped, flipped, impaired };
  // Which part of a section: attempt, and how often a switch-over made another of it.
  using PartName = std::pair<std::uint32_t, int>;
  // A Prepared.
  struct Object {
    PreparedInfo info;
    std::map<std::string, PartName> inputs;  // what it saw of those it depends on
    int parts = 0;
    json::object device_before;
    Fate fate = Fate::staged;
  };
  enum class Kind { prepare, rehearse, switch_over, switch_back };
  struct Run;
  // One call into a service that has not returned yet.
  struct Call {
    Run* run = nullptr;
    Kind kind = Kind::prepare;
    std::vector<OperationId> ids;
    std::set<std::string> left_busy;
    std::function<Event(bool stopped)> answer;
  };
  using CallPtr = std::shared_ptr<Call>;
  struct Generation {
    base::Revision revision;
    json::object parts;  // by section
    bool operator==(const Generation&) const = default;
  };
  struct Revision {
    base::Revision revision;
    json::object sparse, full, effective;
    bool operator==(const Revision&) const = default;
  };
  // How well the services behave: each figure is in percent.
  struct Mood {
    unsigned fail = 0, hang = 0, twice = 0, adjust = 0, refuse = 0, cancel = 0;
  };

  // Chance.
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }
  bool chance(unsigned percent) { return below(100) < percent; }
  Time soon() { return std::chrono::microseconds(below(60000)); }
  static std::vector<Node> make_nodes(std::mt19937_64& random);
  Mood make_mood();
  Request make_request(Run& run);
  json::object make_patch(const json::object& sparse, bool replace, json::object& expected);

  // Time.
  void at(Time time, std::function<void()> what);
  void step();

  // The runtime's part.
  void begin(Run& run);
  void feed(Run& run, const Event& event);
  // The answer to something; now and then it comes twice.
  void answer(Run& run, const Event& event);
  void perform(Run& run, const action::Continue&);
  void perform(Run& run, const action::Prepare& action);
  void perform(Run& run, const action::Rehearse& action);
  void perform(Run& run, const action::HoldFrames&);
  void perform(Run& run, const action::ReleaseFrames&);
  void perform(Run& run, const action::SwitchOver& action);
  void perform(Run& run, const action::SwitchBack& action);
  void perform(Run& run, const action::Commit& action);
  void perform(Run& run, const action::Flip& action);
  void perform(Run& run, const action::MeasureDowntime&);
  void perform(Run& run, const action::Verify& action);
  void perform(Run& run, const action::RequestStop&);
  void perform(Run& run, const action::Drop& action);
  void perform(Run& run, const action::DropAll&);
  void perform(Run& run, const action::LeaveBusy& action);
  void perform(Run& run, const action::Impair& action);
  void perform(Run& run, const action::ArmTimer& action);
  void perform(Run& run, const action::DisarmTimer& action);
  void perform(Run& run, const action::Publish& action);
  void perform(Run& run, const action::Finish&);

  // The services' part.
  void call(Run& run, Kind kind, std::vector<OperationId> ids, std::function<Event(bool stopped)> answer);
  void give_back(const CallPtr& call, bool stopped);
  bool under_way(const Run& run, const std::string& section) const;
  Event answer_prepare(Run& run, const action::Prepare& prepare, std::map<std::string, PartName> inputs, bool fails);
  std::map<std::string, PartName> inputs_of(const Run& run, const std::string& section) const;
  Event answer_switch_over(Run& run, const OperationId& id, bool fails);
  json::object settled(json::object asked);
  void restore_later(const std::string& section);

  // What must hold.
  void require(bool holds, const char* promise, const std::string& whose = {});
  void check_end(const Run& run);
  void check_committed(const Run& run);
  void check_unadjusted(const Run& run);
  void check_nothing_changed(const Run& run);
  void check_reason(const Run& run);
  void check_devices();

  std::mt19937_64 random_;
  Encounters& encounters_;
  bool traces_;
  std::vector<Node> nodes_;
  settings::Schema schema_;
  Planner planner_;

  // What is in force.
  json::object sparse_, full_, effective_;
  Generation generation_;
  std::map<std::string, json::object> devices_;  // as each section's device is set now
  std::vector<Revision> store_;
  bool held_ = false;

  Time now_{};
  std::uint64_t order_ = 0;
  std::map<std::pair<Time, std::uint64_t>, std::function<void()>> future_;
  std::vector<std::unique_ptr<Run>> runs_;
  std::vector<CallPtr> calls_;  // in the order of their beginning
  std::map<std::string, int> busy_;
  struct Impairment {
    Run* run;
    OperationId id;
  };
  std::map<std::string, Impairment> impaired_;
  std::vector<std::string> complaints_;
  std::string trace_;
};

}  // namespace visiond::transaction
