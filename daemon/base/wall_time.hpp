#pragma once
// From the steady clock, which everything is timed by, to the wall clock, which people read.

#include "daemon/base/clock.hpp"

namespace visiond::base {

// The wall clock's reading at a steady time, past or to come. A thread may lose the processor between two clocks for
// many ms; then both are read again, a few times, and the readings that are closest together count.
WallTime wall_time_of(const Clock& clock, SteadyTime time);

}  // namespace visiond::base
