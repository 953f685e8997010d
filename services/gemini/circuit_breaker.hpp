#pragma once
// Keeps from asking a provider that fails: opens after five failures in a row, lets one question through half a minute
// later, and closes where that is answered. Pure, time comes in; used under its owner's lock.

#include "daemon/base/clock.hpp"

#include <chrono>
#include <optional>

namespace visiond::gemini {

class CircuitBreaker {
 public:
  static constexpr int most_failures = 5;
  static constexpr base::Duration cool_down = std::chrono::seconds(30);
  // A server's wish beyond that is not believed.
  static constexpr base::Duration longest_wish = std::chrono::hours(1);

  enum class State { closed, half_open, open };

  State state(base::SteadyTime now) const;
  // How long nothing is to be asked; nothing where it may be.
  std::optional<base::Duration> shut_for(base::SteadyTime now) const;
  int failures() const { return failures_; }  // in a row

  void succeeded();
  // `wish`: how long the server wants to be left alone, which opens it at once.
  void failed(base::SteadyTime now, std::optional<base::Duration> wish);

 private:
  int failures_ = 0;
  std::optional<base::SteadyTime> open_until_;
};

}  // namespace visiond::gemini
