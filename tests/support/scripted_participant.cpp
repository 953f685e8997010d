#include "tests/support/scripted_participant.hpp"

#include <stdexcept>
#include <utility>

namespace visiond::testing {

using base::Error;
using base::ErrorCode;
using base::Result;

class ScriptedPrepared final : public transaction::Prepared {
 public:
  ScriptedPrepared(ScriptedParticipant& owner, transaction::SectionChange change, bool needs_switch)
      : owner_(owner),
        change_(std::move(change)),
        needs_switch_(needs_switch),
        device_before_(owner.device_),
        part_(std::make_shared<ScriptedPart>(change_.after)) {
    ++owner_.staged_;
  }
  ~ScriptedPrepared() override { --owner_.staged_; }

  transaction::PartPtr part() const override {
    if (owner_.part_ == Behaviour::throw_exception) throw std::runtime_error("part threw as told");
    return owner_.part_ == Behaviour::fail ? nullptr : part_;
  }
  json::object effective() const override {
    if (owner_.effective_ == Behaviour::throw_exception) throw std::runtime_error("effective threw as told");
    return change_.after;
  }
  bool wants_rehearsal() const override { return owner_.wants_rehearsal_; }
  bool needs_switch() const override { return needs_switch_; }
  void activate() noexcept override { ++owner_.activations_; }
  Result<void> switch_over(std::stop_token) override {
    owner_.device_ = -1;  // half way
    auto result = owner_.act(owner_.switch_over_, "switch-over");
    if (!result) return result;
    owner_.device_ = static_cast<int>(change_.after.at("cold").as_int64());
    if (owner_.new_parts_) part_ = std::make_shared<ScriptedPart>(change_.after, true);
    return result;
  }
  Result<void> switch_back(std::stop_token) override {
    ++owner_.switch_backs_;
    auto result = owner_.act(owner_.switch_back_, "way back");
    if (result) owner_.device_ = device_before_;
    return result;
  }

 private:
  ScriptedParticipant& owner_;
  transaction::SectionChange change_;
  bool needs_switch_;
  int device_before_;
  transaction::PartPtr part_;
};

namespace {

settings::Setting integer(std::string name, settings::UpdateKind kind) {
  settings::Setting setting;
  setting.name = std::move(name);
  setting.type = settings::Type::integer;
  setting.minimum = 0;
  setting.maximum = 100;
  setting.default_value = std::int64_t{0};
  setting.update_kind = kind;
  setting.description = "A number";
  return setting;
}

}  // namespace

ScriptedParticipant::ScriptedParticipant(std::string name, std::vector<std::string> dependencies) {
  section_.name = std::move(name);
  section_.dependencies = std::move(dependencies);
  section_.settings = {integer("hot", settings::UpdateKind::hot_reload), integer("cold", settings::UpdateKind::restart),
                       integer("note", settings::UpdateKind::immediate),
                       integer("big", settings::UpdateKind::recreate)};
}

ScriptedParticipant::~ScriptedParticipant() { let_go(); }

void ScriptedParticipant::let_go() {
  std::lock_guard lock(mutex_);
  let_go_ = true;
  changed_.notify_all();
}

void ScriptedParticipant::wait_until_hanging() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return hanging_ > 0; });
}

Result<void> ScriptedParticipant::act(Behaviour behaviour, const std::string& what) {
  if (behaviour == Behaviour::fail) {
    failed_at_ = std::chrono::steady_clock::now();
    return Error{ErrorCode::rolled_back, section_.name, what + " failed as told"};
  }
  if (behaviour == Behaviour::throw_exception) throw std::runtime_error(what + " threw as told");
  if (behaviour == Behaviour::hang) {
    std::unique_lock lock(mutex_);
    ++hanging_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return let_go_; });
    --hanging_;
  }
  return {};
}

std::vector<settings::Violation> ScriptedParticipant::check(const transaction::SectionChange&,
                                                            const json::object&) const {
  if (check_ == Behaviour::throw_exception) throw std::runtime_error("check threw as told");
  if (check_ == Behaviour::fail) return {{section_.name + ".hot", ErrorCode::invalid_setting, "is wrong as told"}};
  return {};
}

transaction::ServiceStatus ScriptedParticipant::status() const {
  if (status_ == Behaviour::throw_exception) throw std::runtime_error("status threw as told");
  return {};
}

transaction::PrepareInput ScriptedParticipant::input() const {
  std::lock_guard lock(mutex_);
  return input_;
}

std::thread::id ScriptedParticipant::thread() const {
  std::lock_guard lock(mutex_);
  return thread_;
}

Result<std::unique_ptr<transaction::Prepared>> ScriptedParticipant::prepare(transaction::PrepareInput input,
                                                                            std::stop_token) {
  ++prepares_;
  {
    std::lock_guard lock(mutex_);
    input_ = input;
    thread_ = std::this_thread::get_id();
  }
  const bool offered = input.change.changes.empty() && input.occasion != transaction::Occasion::start_up;
  if (unaffected_ || (offered && !takes_offers_)) return std::unique_ptr<transaction::Prepared>();
  const bool restarts =
      input.change.kind >= settings::UpdateKind::restart && input.occasion != transaction::Occasion::start_up;
  auto done = act(prepare_, "prepare");
  if (!done) return done.error();
  return std::unique_ptr<transaction::Prepared>(
      std::make_unique<ScriptedPrepared>(*this, std::move(input.change), restarts && needs_switch_));
}

}  // namespace visiond::testing
