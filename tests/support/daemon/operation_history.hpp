#pragma once
// What clients of one daemon did at the same time, and whether some one-after-another order explains it
// (linearizability). Revisions give the order of changes, so checking needs no search. Values; the check is pure.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace visiond::testing {

// The settings that the clients touch, by path; without an entry: at its default.
using Values = std::map<std::string, int>;

struct DoneOperation {
  enum class Kind { set, compare_and_set, rollback, undo, read, confirm, cancel };

  Kind kind = Kind::set;
  std::int64_t invoked = 0, returned = 0;  // one clock for all clients
  Values patch{};                          // of set and compare_and_set
  std::uint64_t argument = 0;              // expected revision, or the target of rollback and undo
  bool tentative = false;                  // with a confirm_timeout
  std::string transaction{};               // its own; of confirm and cancel: the other one's
  std::string reason{};                    // why it was refused; empty: it was not
  std::uint64_t revision = 0;              // in force when it was done, as the answer says
  bool changed = false;                    // it made that revision
  Values seen{};                           // of read
};

struct KeptRevision {
  Values values;
  std::string transaction;
  std::uint64_t goes_back_to = 0;  // of a revert: the revision whose settings it restored
};

struct OperationHistory {
  std::vector<DoneOperation> operations;
  std::vector<KeptRevision> revisions;              // from revision 1 on, as the daemon kept them
  std::vector<std::vector<std::uint64_t>> watches;  // the revisions each watcher was told of, the snapshot first
};

// Every violation, a line each; empty where an order explains it all.
std::vector<std::string> violations_of(const OperationHistory& history);

}  // namespace visiond::testing
