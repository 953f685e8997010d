#include "daemon/base/failpoint.hpp"

#ifdef VISIOND_FAILPOINTS

#include <charconv>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace visiond::base {
namespace {

using std::chrono::milliseconds;

enum class Action { error, crash, hang, delay, kill };

struct Armed {
  Action action = Action::error;
  milliseconds delay{};
  std::uint32_t only_pass = 0;  // 0: every one
  std::uint32_t passed = 0;
};

// The one piece of state that belongs to the process: a fault is injected from outside, past every owner.
struct Board {
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::size_t, Armed> armed;
  std::uint64_t setting = 0;
};

Board& board() {
  // Never destroyed: threads that are left behind at the end may still pass.
  static auto& one = *new Board();
  return one;
}

Error wrong(std::string_view entry, const std::string& why) {
  return {ErrorCode::invalid_request, "VISIOND_FAILPOINTS",
          "VISIOND_FAILPOINTS: \"" + std::string(entry) + "\": " + why};
}

std::string all_names() {
  std::string names;
  for (const auto& row : failpoint_table) names += (names.empty() ? "" : ", ") + std::string(row.name);
  return names;
}

// All of `text`, or nothing.
std::optional<std::uint32_t> number_of(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<Armed> action_of(std::string_view text) {
  Armed armed;
  if (const auto star = text.find('*'); star != std::string_view::npos) {
    const auto pass = number_of(text.substr(0, star));
    if (!pass || *pass == 0) return std::nullopt;
    armed.only_pass = *pass;
    text.remove_prefix(star + 1);
  }
  if (text.starts_with("delay(") && text.ends_with(")")) {
    const auto time = number_of(text.substr(6, text.size() - 7));
    if (!time) return std::nullopt;
    armed.action = Action::delay;
    armed.delay = milliseconds(*time);
    return armed;
  }
  const std::map<std::string_view, Action> words{
      {"error", Action::error}, {"throw", Action::crash}, {"hang", Action::hang}, {"kill", Action::kill}};
  const auto word = words.find(text);
  if (word == words.end()) return std::nullopt;
  armed.action = word->second;
  return armed;
}

Result<std::pair<std::size_t, Armed>> entry_of(std::string_view entry) {
  const auto equals = entry.find('=');
  if (equals == std::string_view::npos)
    return wrong(entry, "write NAME=ACTION, or NAME=N*ACTION for the N-th pass only");
  const auto index = find_failpoint(entry.substr(0, equals));
  if (index == no_failpoint) return wrong(entry, "there is no such fail point; there are " + all_names());
  const auto armed = action_of(entry.substr(equals + 1));
  if (!armed)
    return wrong(entry,
                 "there is no such action; there are error, throw, hang, delay(MILLISECONDS) and kill, each also "
                 "as N*ACTION with N from 1");
  if (armed->action == Action::error && failpoint_table.at(index).fails == Fails::none)
    return wrong(entry, "nobody can be told of an error there; it takes throw, hang, delay(MILLISECONDS) and kill");
  return std::pair(index, *armed);
}

[[noreturn]] void end_at_once() {
  ::kill(::getpid(), SIGKILL);
  std::abort();
}

// True where the place is to answer its error.
bool pass(std::size_t index) {
  auto& at = board();
  std::unique_lock lock(at.mutex);
  const auto found = at.armed.find(index);
  if (found == at.armed.end()) return false;
  auto& armed = found->second;
  if (++armed.passed != armed.only_pass && armed.only_pass != 0) return false;
  const auto set_anew = [&at, mine = at.setting] { return at.setting != mine; };
  switch (armed.action) {
    case Action::error:
      return true;
    case Action::crash:
      throw std::runtime_error("the fail point " + std::string(failpoint_table.at(index).name) + " was told to throw");
    case Action::hang:
      at.changed.wait(lock, set_anew);
      return false;
    case Action::delay:
      at.changed.wait_for(lock, armed.delay, set_anew);
      return false;
    case Action::kill:
      end_at_once();
  }
  return false;
}

}  // namespace

Result<void> may_fail(FailingPoint where) {
  if (!pass(where.index)) return {};
  const auto& row = failpoint_table.at(where.index);
  const auto code = row.fails == Fails::rolled_back ? ErrorCode::rolled_back : ErrorCode::storage_failed;
  return Error{code, {}, "the fail point " + std::string(row.name) + " was told to fail"};
}

void may_crash(CrashingPoint where) { pass(where.index); }

Result<void> set_failpoints(std::string_view text) {
  std::map<std::size_t, Armed> armed;
  while (!text.empty()) {
    const auto end = std::min(text.find(';'), text.size());
    const auto entry = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (entry.empty()) continue;
    const auto read = entry_of(entry);
    if (!read) return read.error();
    armed.insert_or_assign(read->first, read->second);
  }
  auto& at = board();
  std::lock_guard lock(at.mutex);
  at.armed = std::move(armed);
  ++at.setting;
  at.changed.notify_all();
  return {};
}

Result<void> set_failpoints_by_environment() {
  const char* text = std::getenv("VISIOND_FAILPOINTS");
  return text != nullptr ? set_failpoints(text) : Result<void>();
}

}  // namespace visiond::base

#endif
