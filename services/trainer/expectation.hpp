#pragma once
// Tells how far something is that does not tell it itself, by how long it is expected to take; of the process's own
// time, so that standing still is no progress. Tells on a thread of its own, until destroyed.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace visiond::trainer {

// User and system, of this process.
double cpu_seconds();

class Expectation {
 public:
  // Nothing is told where `seconds` is 0.
  Expectation(double seconds, std::function<void(double done)> tell);

 private:
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;
};

}  // namespace visiond::trainer
