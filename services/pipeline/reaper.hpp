#pragma once
// Frees generations on a thread of its own: whoever lets the last frame of an old generation go must not pay for
// freeing a model or closing a device. Owned by the pipeline; thread-safe.

#include "services/pipeline/generation.hpp"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace visiond::pipeline {

class Reaper {
 public:
  Reaper();
  // Waits until everything handed over is freed. Generations made here must be gone by then.
  ~Reaper();

  // A generation that comes back here when its last owner lets go.
  std::shared_ptr<const Generation> make(base::Revision revision, transaction::Parts parts);
  // Not freed yet.
  std::size_t alive() const;
  // Waits until everything handed over so far is freed.
  void wait_until_idle();

 private:
  void hand_over(const Generation* generation);
  void run();

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<const Generation>> dead_;
  std::size_t alive_ = 0;
  bool freeing_ = false;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace visiond::pipeline
