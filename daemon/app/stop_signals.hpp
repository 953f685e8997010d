#pragma once
// SIGTERM and SIGINT, taken by whoever waits for them instead of by a handler. Made once, in main, before any other
// thread; SIGPIPE is ignored from then on.

#include <csignal>

namespace visiond::app {

class StopSignals {
 public:
  StopSignals();
  // Waits for one, and takes it.
  void wait() const;
  // One has come that nobody took.
  bool pending() const;

 private:
  sigset_t signals_;
};

}  // namespace visiond::app
