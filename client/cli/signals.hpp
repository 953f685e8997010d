#pragma once
// SIGINT and SIGTERM as a stop token, so that streams end cleanly. Owned by main, made before any other thread, so that
// all of them leave those signals to this one. Thread-safe.

#include <csignal>
#include <stop_token>
#include <thread>

namespace visiond::cli {

class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  std::stop_token token() const { return source_.get_token(); }

 private:
  void wait_for_signals();

  sigset_t set_{};
  std::stop_source source_;
  std::thread thread_;
};

}  // namespace visiond::cli
