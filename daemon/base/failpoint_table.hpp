#pragma once
// Every fail point there is, in the order of their names: what the command line lists, what code may name, and what
// docs/failpoints.md explains. Constant.

#include "daemon/base/error.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace visiond::base {

struct FailpointRow {
  std::string_view name;
  // What the action "error" answers; `none` where nobody could be told, so that the action is refused.
  enum class Fails { none, rolled_back, storage_failed } fails = Fails::none;
};

using Fails = FailpointRow::Fails;

inline constexpr auto failpoint_table = std::to_array<FailpointRow>({
    {"app.before_close"},
    {"app.before_ready"},
    {"camera.after_close", Fails::rolled_back},
    {"camera.open", Fails::rolled_back},
    {"camera.prepare", Fails::rolled_back},
    {"camera.read", Fails::rolled_back},
    {"camera.switch_back", Fails::rolled_back},
    {"camera.switch_over", Fails::rolled_back},
    {"commit.after"},
    {"commit.before", Fails::storage_failed},
    {"confirm.after"},
    {"confirm.before", Fails::storage_failed},
    {"daemon.prepare", Fails::rolled_back},
    {"detection.load", Fails::rolled_back},
    {"detection.prepare", Fails::rolled_back},
    {"detection.process"},
    {"detection.rehearse", Fails::rolled_back},
    {"gemini.prepare", Fails::rolled_back},
    {"inference.load", Fails::rolled_back},
    {"inference.prepare", Fails::rolled_back},
    {"inference.process"},
    {"inference.rehearse", Fails::rolled_back},
    {"journal.answer"},
    {"pipeline.after_flip"},
    {"pipeline.assemble"},
    {"pipeline.before_flip"},
    {"revert.after"},
    {"revert.before"},
    {"rpc.before_answer"},
    {"rpc.before_submit", Fails::storage_failed},
    {"start_up.document", Fails::storage_failed},
    {"start_up.prepare", Fails::rolled_back},
    {"start_up.serve", Fails::storage_failed},
    {"store.after_arm", Fails::storage_failed},
    {"store.after_begin", Fails::storage_failed},
    {"store.after_commit"},
    {"store.after_disarm", Fails::storage_failed},
    {"store.after_insert", Fails::storage_failed},
    {"store.before_begin", Fails::storage_failed},
    {"store.before_commit", Fails::storage_failed},
    {"store.before_rename", Fails::storage_failed},
    {"store.checkpoint"},
    {"store.confirm", Fails::storage_failed},
    {"store.migrate", Fails::storage_failed},
    {"store.open", Fails::storage_failed},
    {"store.record", Fails::storage_failed},
    {"store.record_timings", Fails::storage_failed},
    {"store.request", Fails::storage_failed},
    {"store.revision", Fails::storage_failed},
    {"store.set_aside", Fails::storage_failed},
    {"store.settle", Fails::storage_failed},
    {"store.undecided", Fails::storage_failed},
    {"training.prepare", Fails::rolled_back},
    {"ui.prepare", Fails::rolled_back},
});

static_assert(std::ranges::is_sorted(failpoint_table, {}, &FailpointRow::name));

constexpr std::size_t no_failpoint = failpoint_table.size();

constexpr std::size_t find_failpoint(std::string_view name) {
  const auto* found = std::ranges::lower_bound(failpoint_table, name, {}, &FailpointRow::name);
  const bool there = found != failpoint_table.end() && found->name == name;
  return there ? static_cast<std::size_t>(found - failpoint_table.begin()) : no_failpoint;
}

}  // namespace visiond::base
