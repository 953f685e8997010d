#pragma once
// Places where a test may break the daemon: each has a name (failpoint_table.hpp), and a name that the table does not
// have does not compile. In builds without -DVISIOND_FAILPOINTS=ON both calls are nothing, and nothing of them is left.
//
//   if (auto fault = base::may_fail("store.open"); !fault) return fault.error();
//   base::may_crash("store.after_commit");
//
// Armed by the environment: VISIOND_FAILPOINTS='NAME=ACTION;NAME=N*ACTION', with the actions
//   error      the place answers the error that the table names; not everywhere
//   throw      the place throws std::runtime_error, which ends the process where nobody catches
//   hang       the place does not return, until fail points are set anew
//   delay(MS)  the place takes that many milliseconds longer
//   kill       the process sends itself SIGKILL
// and N for the N-th pass only, counted from 1; without it every pass counts. Thread-safe.

#include "daemon/base/failpoint_table.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace visiond::base {

// Of a place that can answer an error, and of one that cannot: not to be mixed up.
struct FailingPoint {
  consteval FailingPoint(const char* name) : index(find_failpoint(name)) {
    if (failpoint_table.at(index).fails == Fails::none) throw "this one is for may_crash()";
  }
  std::size_t index;
};
struct CrashingPoint {
  consteval CrashingPoint(const char* name) : index(find_failpoint(name)) {
    if (failpoint_table.at(index).fails != Fails::none) throw "this one is for may_fail()";
  }
  std::size_t index;
};

#ifdef VISIOND_FAILPOINTS
inline constexpr bool has_failpoints = true;

Result<void> may_fail(FailingPoint where);
void may_crash(CrashingPoint where);

// In place of all that was set before; what hangs goes on. INVALID_REQUEST says which names or actions would be right,
// and leaves everything as it was.
Result<void> set_failpoints(std::string_view text);
// From VISIOND_FAILPOINTS; nothing where there is no such variable.
Result<void> set_failpoints_by_environment();
#else
inline constexpr bool has_failpoints = false;

// Costs nothing, whatever the level of optimisation.
struct NoFault {
  constexpr bool operator!() const { return false; }
  Error error() const { return {}; }
};
constexpr NoFault may_fail(FailingPoint) { return {}; }
constexpr void may_crash(CrashingPoint) {}
constexpr NoFault set_failpoints_by_environment() { return {}; }
#endif

}  // namespace visiond::base
