#include "tests/fault/crash_loop/crash_rounds.hpp"

#include "daemon/base/failpoint.hpp"

#include <array>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <iterator>
#include <mutex>
#include <thread>
#include <utility>

namespace visiond::testing {
namespace {

using Kind = CrashRequest::Kind;
using Tentative = CrashRequest::Tentative;
using std::chrono::milliseconds;

// Revisions pile up in a world; another one starts with a small camera, or with one that may be opened only once.
constexpr int rounds_per_world = 40;
constexpr std::array worlds = {R"({"camera":{"enabled":false}})",
                               R"({"camera":{"source":"synthetic:","width":160,"height":120}})",
                               R"({"camera":{"enabled":false},"detection":{"enabled":false}})",
                               R"({"camera":{"source":"synthetic:#exclusive=1","width":160,"height":120}})"};

// Numbers of every section and of every update kind, none of the ranges with a default in it.
struct Setting {
  const char* path;
  int first, last;
};
constexpr Setting settings[] = {{"camera.queue_frames", 3, 8},
                                {"camera.frame_timeout_ms", 6000, 9000},
                                {"camera.fps", 10, 30},
                                {"detection.max_detections", 1, 99},
                                {"detection.motion_threshold", 26, 99},
                                {"detection.motion_history", 100, 400},
                                {"ui.preview_quality", 1, 69},
                                {"ui.preview_fps", 11, 30},
                                {"daemon.history_limit", 20000, 30000}};

// Where most of the kills strike: on the way of a change, from its request to its answer.
constexpr const char* often_passed[] = {
    "commit.after",        "commit.before",     "journal.answer",     "pipeline.after_flip", "pipeline.before_flip",
    "rpc.before_answer",   "store.after_begin", "store.after_commit", "store.after_insert",  "store.before_begin",
    "store.before_commit", "store.record",      "store.after_arm",    "store.after_disarm",  "store.confirm",
    "revert.before",       "revert.after",      "confirm.before",     "confirm.after",       "store.checkpoint"};

// Kills the daemon after a while, unless it is told before that it need not.
class Killer {
 public:
  Killer(const MortalDaemon& daemon, milliseconds after)
      : thread_([this, &daemon, after] {
          std::unique_lock lock(mutex_);
          if (!changed_.wait_for(lock, after, [this] { return over_; })) daemon.send(SIGKILL);
        }) {}
  ~Killer() {
    {
      std::lock_guard lock(mutex_);
      over_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::thread thread_;
};

std::string name_of(Kind kind) {
  switch (kind) {
    case Kind::set:
      return "set";
    case Kind::rollback:
      return "rollback";
    case Kind::undo:
      return "undo";
    case Kind::confirm:
      return "confirm";
    case Kind::cancel:
      break;
  }
  return "cancel";
}

}  // namespace

void CrashRounds::begin_world_if_due(int round) {
  const auto world = round / rounds_per_world;
  if (daemon_ != nullptr && world == world_) return;
  world_ = world;
  daemon_ = std::make_unique<MortalDaemon>(worlds.at(static_cast<std::size_t>(world) % worlds.size()));
  model_.reset();
  unanswered_.reset();
}

std::string CrashRounds::new_request_id() {
  std::array<char, 37> text{};
  std::snprintf(text.data(), text.size(), "%08x-%04x-4000-8000-%012llx", static_cast<unsigned>(random_()),
                static_cast<unsigned>(below(65536)), static_cast<unsigned long long>(below(1ULL << 48)));
  return text.data();
}

std::string CrashRounds::often() { return often_passed[below(std::size(often_passed))]; }

// A point that is passed early or late, or none: then the kill comes from outside.
std::string CrashRounds::choose_fault() {
  if (one_in(3)) return {};
  std::string fault;
  // A commit whose end is not clear must not make a difference to anyone.
  if (one_in(8)) fault = "store.undecided=" + std::to_string(1 + below(3)) + "*error;";
  // What is answered too early, or in the wrong order, shows where the next step takes its time.
  if (one_in(2)) fault += often() + "=delay(" + std::to_string(1 + below(20)) + ");";
  if (one_in(4)) {
    const auto& any = base::failpoint_table.at(below(base::failpoint_table.size()));
    return fault + std::string(any.name) + "=" + std::to_string(1 + below(4)) + "*kill";
  }
  return fault + often() + "=" + std::to_string(1 + below(5)) + "*kill";
}

Values CrashRounds::choose_patch() {
  Values patch;
  for (auto count = 1 + below(4); count > 0; --count) {
    const auto& setting = settings[below(std::size(settings))];
    const auto values = static_cast<std::uint64_t>(setting.last - setting.first + 1);
    patch[setting.path] = setting.first + static_cast<int>(below(values));
  }
  return patch;
}

CrashRequest CrashRounds::choose_change() {
  CrashRequest request;
  if (one_in(3)) request.request_id = new_request_id();
  if (one_in(4)) request.expected_revision = one_in(5) ? 1 + below(model_->newest()) : model_->newest();
  if (one_in(6)) request.tentative = one_in(2) ? Tentative::expiring : Tentative::lasting;
  const auto newest = model_->newest();
  const auto recent = newest > 12 ? newest - 12 : 0;
  if (newest > 2 && one_in(6)) {
    request.kind = Kind::rollback;
    request.target = recent + 1 + below(newest - recent);
  } else if (newest > 2 && one_in(6)) {
    request.kind = Kind::undo;
    request.target = std::max<std::uint64_t>(2, recent + 1 + below(newest - recent));
  } else {
    request.patch = choose_patch();
  }
  return request;
}

CrashRequest CrashRounds::choose_request() {
  const auto& requests = model_->requests();
  if (!requests.empty() && one_in(8)) {
    auto again = any_of(requests)->second.request;
    // The same id for something else is refused.
    if (one_in(3)) again.expected_revision += 1;
    return again;
  }
  if (model_->armed() && !one_in(3)) {
    CrashRequest request;
    request.kind = one_in(2) ? Kind::confirm : Kind::cancel;
    request.transaction = model_->armed()->transaction;
    return request;
  }
  return choose_change();
}

void CrashRounds::complain(const std::vector<std::string>& violations, const std::string& about) {
  for (const auto& each : violations) violations_.push_back(about + ": " + each);
}

void CrashRounds::perform(CrashClient& client, const CrashRequest& request) {
  ++seen_.requests[name_of(request.kind)];
  const auto reply = client.perform(request);
  if (!reply) {
    unanswered_ = request;
    return;
  }
  ++seen_.answered;
  complain(model_->answered(request, *reply),
           name_of(request.kind) + " at revision " + std::to_string(model_->newest()));
}

void CrashRounds::work(int requests) {
  CrashClient client(daemon_->address());
  for (int n = 0; n < requests && !unanswered_ && violations_.empty(); ++n) perform(client, choose_request());
}

void CrashRounds::restart_and_compare() {
  if (!daemon_->start()) return complain({"it does not start:\n" + daemon_->log()}, "restart");
  CrashClient client(daemon_->address());
  client.wait_for_expiry();
  if (!model_) {
    const auto first = client.look(1, {}, {});
    if (first.revisions.size() != 1) return complain({"there is not one revision"}, "first start");
    model_.emplace(first.revisions.front());
  } else {
    std::set<std::string> requests;
    if (unanswered_ && !unanswered_->request_id.empty()) requests.insert(unanswered_->request_id);
    const auto& kept = model_->requests();
    for (int n = 0; n < 3 && !kept.empty(); ++n) requests.insert(any_of(kept)->first);
    const auto known = model_->newest();
    const auto view = client.look(known > 5 ? known - 5 : 1, requests,
                                  model_->armed() ? model_->armed()->transaction : std::string());
    const auto revisions = model_->newest();
    complain(model_->restarted(unanswered_, view), "after the restart");
    if (unanswered_ && model_->newest() > revisions) ++seen_.carried_out_unanswered;
    if (model_->revisions().back().revert) ++seen_.reverted;
  }
  if (!violations_.empty()) return;
  // Whoever got no answer asks again.
  if (auto again = std::exchange(unanswered_, std::nullopt); again && !again->request_id.empty())
    perform(client, *again);
  // And the next one works, or is told what to do first.
  perform(client, {.patch = choose_patch()});
  if (unanswered_) complain({"it ended although nothing was to kill it:\n" + daemon_->log()}, "restart");
}

void CrashRounds::see_it_end(const std::string& fault) {
  constexpr milliseconds dying{5000};
  const auto code = daemon_->wait_for_end(unanswered_ ? dying : milliseconds(0));
  if (code && *code != -SIGKILL)
    complain({"it ended by itself with " + std::to_string(*code) + ":\n" + daemon_->log()}, "kill");
  if (!code && unanswered_) complain({"it gave no answer and did not end"}, "kill");
  if (!code) daemon_->end(SIGKILL);
  ++seen_.ends[!code ? "after all answers" : fault.empty() ? "from outside" : "at a fail point"];
}

std::vector<std::string> CrashRounds::run(int round) {
  random_.seed(seed_ * 1'000'003 + static_cast<std::uint64_t>(round));
  violations_.clear();
  begin_world_if_due(round);
  const auto fault = choose_fault();
  const auto requests = 8 + static_cast<int>(below(20));
  const milliseconds after(below(60));
  try {
    // Whom the kill from outside strikes is the daemon that the round before has compared.
    if (!fault.empty() && daemon_->runs()) daemon_->end(SIGKILL);
    if ((daemon_->runs() || daemon_->start(fault)) && model_) {
      std::optional<Killer> killer;
      if (fault.empty()) killer.emplace(*daemon_, after);
      work(requests);
    }
    see_it_end(fault);
    if (violations_.empty()) restart_and_compare();
  } catch (const std::exception& failure) {
    complain({failure.what()}, fault);
  }
  for (auto& each : violations_) each = "[" + (fault.empty() ? "killed from outside" : fault) + "] " + each;
  return violations_;
}

}  // namespace visiond::testing
