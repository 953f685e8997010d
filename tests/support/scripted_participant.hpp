#pragma once
// A service that does what a test tells it to: succeed, fail, throw, hang until let go, need a switch-over.
// Thread-safe.

#include "daemon/transaction/participant.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace visiond::testing {

namespace json = boost::json;

enum class Behaviour { succeed, fail, throw_exception, hang };

struct ScriptedPart final : transaction::Part {
  explicit ScriptedPart(json::object values, bool came_of_switch = false)
      : section(std::move(values)), switched(came_of_switch) {}
  json::object section;
  bool switched;  // it came of a switch-over
};

class ScriptedParticipant final : public transaction::Participant {
 public:
  // A section with the integer settings `hot` (HOT_RELOAD), `cold` (RESTART), `note` (IMMEDIATE) and `big` (RECREATE),
  // 0 to 100.
  ScriptedParticipant(std::string name, std::vector<std::string> dependencies);
  ~ScriptedParticipant() override;

  // What the next calls do.
  void on_check(Behaviour behaviour) { check_ = behaviour; }
  void on_prepare(Behaviour behaviour) { prepare_ = behaviour; }
  void on_part(Behaviour behaviour) { part_ = behaviour; }  // fail: there is none
  void on_effective(Behaviour behaviour) { effective_ = behaviour; }
  void on_status(Behaviour behaviour) { status_ = behaviour; }
  void on_switch_over(Behaviour behaviour) { needs_switch_ = true, switch_over_ = behaviour; }
  void on_switch_back(Behaviour behaviour) { switch_back_ = behaviour; }
  // Answers "unaffected" although its settings change.
  void answer_unaffected() { unaffected_ = true; }
  // Prepares where it is only offered a change.
  void take_offers() { takes_offers_ = true; }
  // Is prepared on a worker, whatever changes.
  void ask_for_worker() { asks_for_worker_ = true; }
  void want_rehearsal() { wants_rehearsal_ = true; }
  // Its switch-overs make another part.
  void make_new_parts() { new_parts_ = true; }
  // Does so at once, as its calls do; for what else a test lets go wrong, such as a rehearsal.
  base::Result<void> act(Behaviour behaviour, const std::string& what);
  // Ends every hang.
  void let_go();
  // Waits until a call hangs.
  void wait_until_hanging();
  int staged() const { return staged_; }  // Prepared objects alive
  int device() const { return device_; }  // the value of `cold` that the device has
  int switch_backs() const { return switch_backs_; }
  int prepares() const { return prepares_; }
  int activations() const { return activations_; }
  // When a call failed last.
  std::chrono::steady_clock::time_point failed_at() const { return failed_at_; }
  // Of the newest prepare, without the stop token.
  transaction::PrepareInput input() const;
  // The thread of the newest prepare.
  std::thread::id thread() const;

  const settings::Section& section() const override { return section_; }
  std::vector<settings::Violation> check(const transaction::SectionChange& change,
                                         const json::object& proposed) const override;
  bool needs_worker(const transaction::SectionChange& change) const noexcept override {
    return asks_for_worker_ || (change.changes.empty() && takes_offers_);
  }
  base::Result<std::unique_ptr<transaction::Prepared>> prepare(transaction::PrepareInput input,
                                                               std::stop_token stop) override;
  transaction::ServiceStatus status() const override;

 private:
  friend class ScriptedPrepared;
  settings::Section section_;
  std::atomic<Behaviour> check_ = Behaviour::succeed;
  std::atomic<Behaviour> part_ = Behaviour::succeed;
  std::atomic<Behaviour> effective_ = Behaviour::succeed;
  std::atomic<Behaviour> status_ = Behaviour::succeed;
  std::atomic<bool> unaffected_ = false, takes_offers_ = false, wants_rehearsal_ = false, new_parts_ = false,
                    asks_for_worker_ = false;
  std::atomic<Behaviour> prepare_ = Behaviour::succeed;
  std::atomic<Behaviour> switch_over_ = Behaviour::succeed;
  std::atomic<Behaviour> switch_back_ = Behaviour::succeed;
  std::atomic<bool> needs_switch_ = false;
  std::atomic<int> staged_ = 0, device_ = 0, switch_backs_ = 0, prepares_ = 0, activations_ = 0;
  std::atomic<std::chrono::steady_clock::time_point> failed_at_{};
  mutable std::mutex mutex_;
  transaction::PrepareInput input_;
  std::thread::id thread_;
  std::condition_variable changed_;
  int hanging_ = 0;
  bool let_go_ = false;
};

}  // namespace visiond::testing
