#pragma once
// Whether a run is to stand still: it does from the first frame that took too long on, and goes on once two looks in a
// row found none. Pure; used by one thread.

#include "daemon/base/clock.hpp"

#include <chrono>
#include <optional>

namespace visiond::training {

class Yielding {
 public:
  // `worst`: of the frames since the last look; nothing where there were none. `target` 0: it never stands still.
  bool stands_still(std::optional<base::Duration> worst, std::chrono::milliseconds target) {
    constexpr int looks = 2;
    if (target.count() == 0) {
      good_ = looks;
    } else if (worst && *worst > target) {
      good_ = 0;
    } else if (good_ < looks) {
      ++good_;
    }
    return good_ < looks;
  }

 private:
  int good_ = 2;  // looks in a row
};

}  // namespace visiond::training
