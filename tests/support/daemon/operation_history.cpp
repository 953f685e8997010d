#include "tests/support/daemon/operation_history.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

namespace visiond::testing {
namespace {

using Kind = DoneOperation::Kind;
using Revision = std::uint64_t;

Values with(Values values, const Values& patch) {
  for (const auto& [path, value] : patch) values[path] = value;
  return values;
}

std::optional<int> at(const Values& values, const std::string& path) {
  const auto found = values.find(path);
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

// `current` without the change from `before` to `after`; nothing where it was changed again.
std::optional<Values> undone(Values current, const Values& before, const Values& after) {
  Values both = before;
  both.insert(after.begin(), after.end());
  for (const auto& [path, value] : both) {
    if (at(before, path) == at(after, path)) continue;
    if (at(current, path) != at(after, path)) return std::nullopt;
    if (const auto old_value = at(before, path))
      current[path] = *old_value;
    else
      current.erase(path);
  }
  return current;
}

class Check {
 public:
  explicit Check(const OperationHistory& history) : history_(history), newest_(history.revisions.size()) {
    for (const auto& each : history_.operations) {
      if (each.changed && each.reason.empty()) makers_[each.revision].push_back(&each);
      if (each.reason.empty()) done_.emplace_back(each.returned, each.revision);
    }
    std::sort(done_.begin(), done_.end());
    Revision most = 1;
    for (auto& [returned, revision] : done_) revision = most = std::max(most, revision);
  }

  std::vector<std::string> run() {
    for (Revision revision = 2; revision <= newest_; ++revision) explain(revision);
    for (const auto& each : history_.operations) judge(each);
    for (const auto& watch : history_.watches) judge(watch);
    return std::move(found_);
  }

 private:
  const Values& values(Revision revision) const { return history_.revisions.at(revision - 1).values; }
  void complain(const DoneOperation& operation, const std::string& what) {
    found_.push_back("operation " + std::to_string(&operation - history_.operations.data()) + ": " + what);
  }

  // The document after the operation, had it come right after this revision; nothing where it would have been refused.
  std::optional<Values> outcome(const DoneOperation& operation, Revision revision) const {
    switch (operation.kind) {
      case Kind::set:
        return with(values(revision), operation.patch);
      case Kind::compare_and_set:
        if (operation.argument != revision) return std::nullopt;
        return with(values(revision), operation.patch);
      case Kind::rollback:
        return values(operation.argument);
      case Kind::undo:
        return undone(values(revision), values(operation.argument - 1), values(operation.argument));
      default:
        return values(revision);
    }
  }

  void explain(Revision revision) {
    const auto& kept = history_.revisions[revision - 1];
    const auto name = "revision " + std::to_string(revision);
    if (kept.goes_back_to != 0) {
      if (kept.values != values(kept.goes_back_to)) found_.push_back(name + " is no faithful revert");
      return;
    }
    const auto makers = makers_.find(revision);
    if (makers == makers_.end() || makers->second.size() != 1) {
      found_.push_back(name + " was made by no operation, or by several");
      return;
    }
    const auto& maker = *makers->second.front();
    if (maker.transaction != kept.transaction) complain(maker, name + " names another transaction");
    if (outcome(maker, revision - 1) != kept.values) complain(maker, name + " does not follow from the one before");
  }

  // The newest revision that somebody knew of before this moment.
  Revision known_before(std::int64_t moment) const {
    const auto after = std::lower_bound(done_.begin(), done_.end(), std::pair(moment, Revision{}));
    return after == done_.begin() ? 1 : std::prev(after)->second;
  }
  // The newest revision that can have been in force by this moment.
  Revision possible_until(std::int64_t moment) const {
    for (Revision revision = newest_; revision > 1; --revision) {
      const auto makers = makers_.find(revision);
      if (makers == makers_.end() || makers->second.front()->invoked < moment) return revision;
    }
    return 1;
  }
  bool in_window(const DoneOperation& operation, const std::function<bool(Revision)>& holds) const {
    const auto last = possible_until(operation.returned);
    for (auto revision = known_before(operation.invoked); revision <= last; ++revision) {
      if (holds(revision)) return true;
    }
    return false;
  }

  void judge(const DoneOperation& operation) {
    if (!operation.reason.empty()) return judge_refusal(operation);
    // Their answers name the other transaction's revision, which may be in force no more.
    if (operation.kind == Kind::confirm || operation.kind == Kind::cancel) return;
    const auto known = known_before(operation.invoked);
    if (operation.revision < known + (operation.changed ? 1 : 0)) complain(operation, "it went back in time");
    if (operation.revision > possible_until(operation.returned)) complain(operation, "it saw the future");
    if (operation.kind == Kind::read && operation.seen != values(operation.revision))
      complain(operation, "it read what no revision held");
    const bool may_be_none = operation.kind <= Kind::undo && !operation.changed;
    if (may_be_none && !in_window(operation, [&](Revision at) { return outcome(operation, at) == values(at); }))
      complain(operation, "it made no difference where it would have made one");
  }

  void judge_refusal(const DoneOperation& operation) {
    if (operation.reason == "REVISION_CONFLICT" || operation.reason == "VALUE_CONFLICT") {
      if (!in_window(operation, [&](Revision at) { return !outcome(operation, at); }))
        complain(operation, "nothing was in conflict with it");
    } else if (operation.reason == "CONFIRMATION_PENDING") {
      if (!something_waited(operation)) complain(operation, "nothing waited for confirmation");
    } else if (operation.reason != "NOTHING_TO_CONFIRM" && operation.reason != "NOTHING_TO_CANCEL") {
      complain(operation, "it failed: " + operation.reason);
    }
  }

  bool something_waited(const DoneOperation& operation) const {
    return std::any_of(history_.operations.begin(), history_.operations.end(), [&](const DoneOperation& tentative) {
      if (!tentative.tentative || !tentative.reason.empty() || tentative.invoked > operation.returned) return false;
      return end_of(tentative) > operation.invoked;
    });
  }
  // When it was confirmed or taken back; never, as far as is known, where that happened by itself.
  std::int64_t end_of(const DoneOperation& tentative) const {
    for (const auto& each : history_.operations) {
      const bool ends = each.kind == Kind::confirm || each.kind == Kind::cancel;
      if (ends && each.reason.empty() && each.transaction == tentative.transaction) return each.returned;
    }
    return std::numeric_limits<std::int64_t>::max();
  }

  void judge(const std::vector<Revision>& watch) {
    for (std::size_t n = 1; n < watch.size(); ++n) {
      if (watch[n] != watch[n - 1] + 1)
        found_.push_back("a watcher saw revision " + std::to_string(watch[n]) + " after " +
                         std::to_string(watch[n - 1]));
    }
    if (watch.empty() || watch.back() != newest_) found_.emplace_back("a watcher did not see the newest revision");
  }

  const OperationHistory& history_;
  const Revision newest_;
  std::map<Revision, std::vector<const DoneOperation*>> makers_;
  std::vector<std::pair<std::int64_t, Revision>> done_;  // by the time of return, with the newest known by then
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> violations_of(const OperationHistory& history) { return Check(history).run(); }

}  // namespace visiond::testing
