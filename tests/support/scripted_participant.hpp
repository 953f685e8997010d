#pragma once
// A service that does what a test tells it to: succeed, fail, throw, hang until let go, need a switch-over.
// Thread-safe.

#include "daemon/transaction/participant.hpp"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

namespace visiond::testing {

namespace json = boost::json;

enum class Behaviour { succeed, fail, throw_exception, hang };

struct ScriptedPart final : transaction::Part {
  explicit ScriptedPart(json::object values) : section(std::move(values)) {}
  json::object section;
};

class ScriptedParticipant final : public transaction::Participant {
 public:
  // A section with the integer settings `hot` (HOT_RELOAD) and `cold` (RESTART), 0 to 100.
  ScriptedParticipant(std::string name, std::vector<std::string> dependencies);
  ~ScriptedParticipant() override;

  // What the next calls do.
  void on_prepare(Behaviour behaviour) { prepare_ = behaviour; }
  void on_switch_over(Behaviour behaviour) { needs_switch_ = true, switch_over_ = behaviour; }
  void on_switch_back(Behaviour behaviour) { switch_back_ = behaviour; }
  // Ends every hang.
  void let_go();
  // Waits until a call hangs.
  void wait_until_hanging();
  int staged() const { return staged_; }  // Prepared objects alive
  int device() const { return device_; }  // the value of `cold` that the device has
  int switch_backs() const { return switch_backs_; }

  const settings::Section& section() const override { return section_; }
  std::vector<settings::Violation> check(const transaction::SectionChange&, const json::object&) const override {
    return {};
  }
  base::Result<std::unique_ptr<transaction::Prepared>> prepare(transaction::PrepareInput input,
                                                               std::stop_token stop) override;
  transaction::ServiceStatus status() const override { return {}; }

 private:
  friend class ScriptedPrepared;
  base::Result<void> act(Behaviour behaviour, const std::string& what);

  settings::Section section_;
  std::atomic<Behaviour> prepare_ = Behaviour::succeed;
  std::atomic<Behaviour> switch_over_ = Behaviour::succeed;
  std::atomic<Behaviour> switch_back_ = Behaviour::succeed;
  std::atomic<bool> needs_switch_ = false;
  std::atomic<int> staged_ = 0, device_ = 0, switch_backs_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  int hanging_ = 0;
  bool let_go_ = false;
};

}  // namespace visiond::testing
