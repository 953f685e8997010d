#include "tests/fault/crash_loop/crash_model.hpp"

#include <algorithm>
#include <utility>

namespace visiond::testing {
namespace {

using Kind = CrashRequest::Kind;
using State = CrashView::State;

std::string number(std::uint64_t value) { return std::to_string(value); }

std::string text_of(const Values& values) {
  std::string text;
  for (const auto& [path, value] : values) text += (text.empty() ? "" : " ") + path + "=" + std::to_string(value);
  return "{" + text + "}";
}

std::string text_of(State state) {
  switch (state) {
    case State::committed:
      return "committed";
    case State::awaiting:
      return "awaiting confirmation";
    case State::reverted:
      return "reverted";
    case State::other:
      break;
  }
  return "something else";
}

std::optional<int> value_at(const Values& values, const std::string& path) {
  const auto found = values.find(path);
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

CrashModel::Expected CrashModel::of_change(const CrashRequest& request) const {
  auto values = revisions_.back().values;
  const Expected conflict{"REVISION_CONFLICT", {}};
  const bool as_expected = request.expected_revision == 0 || request.expected_revision == newest();
  switch (request.kind) {
    case Kind::rollback:
      if (!as_expected) return conflict;
      return {{}, revisions_.at(request.target - 1).values};
    case Kind::undo: {
      const auto& after = revisions_.at(request.target - 1).values;
      const auto& before = revisions_.at(request.target - 2).values;
      std::set<std::string> paths;
      for (const auto& [path, value] : after) paths.insert(path);
      for (const auto& [path, value] : before) paths.insert(path);
      for (const auto& path : paths) {
        if (value_at(before, path) == value_at(after, path)) continue;
        if (value_at(values, path) != value_at(after, path)) return {"VALUE_CONFLICT", {}};
        if (const auto old = value_at(before, path))
          values[path] = *old;
        else
          values.erase(path);
      }
      // Only then is the change known that the revision is compared for.
      if (!as_expected) return conflict;
      return {{}, std::move(values)};
    }
    default:
      if (!as_expected) return conflict;
      for (const auto& [path, value] : request.patch) values[path] = value;
      return {{}, std::move(values)};
  }
}

CrashModel::Expected CrashModel::expected(const CrashRequest& request) const {
  if (request.kind == Kind::confirm || request.kind == Kind::cancel) {
    const bool confirms = request.kind == Kind::confirm;
    if (!armed_ || armed_->transaction != request.transaction)
      return {confirms ? "NOTHING_TO_CONFIRM" : "NOTHING_TO_CANCEL", {}};
    return {{}, revisions_.at(confirms ? newest() - 1 : armed_->base - 1).values};
  }
  if (armed_) return {"CONFIRMATION_PENDING", {}};
  return of_change(request);
}

bool CrashModel::makes_no_difference(const CrashRequest& request) const {
  const auto due = expected(request);
  return due.reason.empty() && due.values == revisions_.back().values;
}

void CrashModel::add(Values values, const std::string& transaction, bool revert) {
  revisions_.push_back({std::move(values), transaction, revert});
}

void CrashModel::expire() {
  reverted_.insert(armed_->transaction);
  add(Values(revisions_.at(armed_->base - 1).values), {}, true);
  armed_.reset();
}

void CrashModel::apply(const CrashRequest& request, const std::string& transaction) {
  if (request.kind == Kind::cancel) return expire();
  if (request.kind == Kind::confirm) return armed_.reset();
  auto values = expected(request).values;
  if (values == revisions_.back().values) return;
  if (request.tentative != CrashRequest::Tentative::no)
    armed_ = Armed{transaction, newest(), request.tentative == CrashRequest::Tentative::expiring};
  if (!request.request_id.empty()) requests_[request.request_id] = {request, transaction};
  add(std::move(values), transaction, false);
}

std::vector<std::string> CrashModel::answered(const CrashRequest& request, const CrashReply& reply) {
  if (const auto kept = requests_.find(request.request_id); kept != requests_.end()) {
    if (request != kept->second.request) {
      if (reply.reason == "REQUEST_ID_REUSED") return {};
      return {"request id " + request.request_id + " was given to another request, which was not refused"};
    }
    if (reply.reason.empty() && reply.transaction == kept->second.transaction) return {};
    return {"request id " + request.request_id + " belongs to transaction " + kept->second.transaction +
            " and was answered " + (reply.reason.empty() ? "with " + reply.transaction : reply.reason)};
  }
  auto due = expected(request);
  // What expires at any moment may have done so before.
  if (armed_ && armed_->expiring && reply.reason != due.reason) {
    expire();
    due = expected(request);
  }
  if (reply.reason != due.reason)
    return {"answered " + (reply.reason.empty() ? "OK" : reply.reason) + " instead of " +
            (due.reason.empty() ? "OK" : due.reason)};
  if (!due.reason.empty()) return {};
  const auto before = newest();
  apply(request, reply.transaction);
  // Of confirm and cancel the report is that of the transaction they are about.
  if (request.kind == Kind::confirm || request.kind == Kind::cancel) return {};
  if (reply.revision == newest() && reply.changed == (newest() != before)) return {};
  return {"answered revision " + number(reply.revision) + (reply.changed ? " as changed" : " as unchanged") +
          " instead of " + number(newest()) + (newest() != before ? " as changed" : " as unchanged")};
}

State CrashModel::state_of(const std::string& transaction) const {
  if (armed_ && armed_->transaction == transaction) return State::awaiting;
  return reverted_.contains(transaction) ? State::reverted : State::committed;
}

std::vector<std::string> CrashModel::differences(const CrashView& view) const {
  std::vector<std::string> found;
  const auto last = view.first + view.revisions.size() - 1;
  if (last != newest()) found.push_back("the newest revision is " + number(last) + ", not " + number(newest()));
  for (auto revision = view.first; revision <= std::min(last, newest()); ++revision) {
    const auto& here = revisions_.at(revision - 1);
    const auto& there = view.revisions.at(revision - view.first);
    const auto name = "revision " + number(revision);
    if (here.values != there.values)
      found.push_back(name + " holds " + text_of(there.values) + ", not " + text_of(here.values));
    if (!here.transaction.empty() && here.transaction != there.transaction)
      found.push_back(name + " is of transaction " + there.transaction + ", not " + here.transaction);
    if (here.revert != there.revert)
      found.push_back(name + (here.revert ? " is no revert" : " is a revert that nothing explains"));
  }
  if (view.running != revisions_.back().values)
    found.push_back("in force is " + text_of(view.running) + ", not " + text_of(revisions_.back().values));
  for (const auto& [transaction, state] : view.states) {
    if (state_of(transaction) != state)
      found.push_back("transaction " + transaction + " is " + text_of(state) + ", not " +
                      text_of(state_of(transaction)));
  }
  for (const auto& [request, transaction] : view.transactions_of_requests) {
    const auto kept = requests_.find(request);
    const auto due = kept == requests_.end() ? std::nullopt : std::optional(kept->second.transaction);
    if (due != transaction)
      found.push_back("request id " + request + " answers " + transaction.value_or("nothing") + ", not " +
                      due.value_or("nothing"));
  }
  return found;
}

void CrashModel::learn(const CrashView& view) {
  for (auto revision = view.first; revision <= newest(); ++revision)
    revisions_.at(revision - 1).transaction = view.revisions.at(revision - view.first).transaction;
}

std::vector<std::string> CrashModel::restarted(const std::optional<CrashRequest>& unanswered, const CrashView& view) {
  // Where a request was carried out, its transaction is the one that the store names.
  const auto carry_out = [&](CrashModel& model) {
    if (!unanswered || model.requests_.contains(unanswered->request_id)) return false;
    if (!model.expected(*unanswered).reason.empty()) return false;
    const auto next = model.newest() + 1;
    const bool there = next >= view.first && next < view.first + view.revisions.size();
    model.apply(*unanswered, there ? view.revisions.at(next - view.first).transaction : std::string());
    return true;
  };
  const auto expire = [&](CrashModel& model) {
    if (!model.armed_ || !model.armed_->expiring) return false;
    model.expire();
    return true;
  };
  std::vector<CrashModel> possible{*this};
  const auto add = [&](auto... steps) {
    CrashModel next = *this;
    if ((steps(next) && ...)) possible.push_back(std::move(next));
  };
  add(carry_out);
  add(expire);
  add(carry_out, expire);
  add(expire, carry_out);
  std::vector<std::string> nearest;
  for (auto& model : possible) {
    auto looked_at = view;
    // What makes no difference is recorded behind its answer, so its id may be known or not.
    if (unanswered && !model.requests_.contains(unanswered->request_id) && model.makes_no_difference(*unanswered))
      looked_at.transactions_of_requests.erase(unanswered->request_id);
    auto found = model.differences(looked_at);
    if (found.empty()) {
      *this = std::move(model);
      learn(view);
      return {};
    }
    if (nearest.empty() || found.size() < nearest.size()) nearest = std::move(found);
  }
  return nearest;
}

}  // namespace visiond::testing
