#pragma once
// Runs one stage on its own thread: takes a frame from its queue, lets the stage work on it, hands it on. Owned by the
// pipeline; stop() from any thread.

#include "daemon/base/clock.hpp"
#include "services/pipeline/stage.hpp"
#include "services/pipeline/statistics.hpp"
#include "services/pipeline/work_item.hpp"

#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace visiond::pipeline {

class StageWorker {
 public:
  using Before = std::function<void(WorkItem&)>;
  using Next = std::function<void(WorkItem)>;

  // Given: the clock, which outlives it. `before` the stage's work and `next` after it are called on the worker's
  // thread.
  StageWorker(const base::Clock& clock, std::unique_ptr<Stage> stage, Before before, Next next);
  ~StageWorker();

  void start();
  void stop();

  WorkQueue& queue() { return queue_; }
  const Stage& stage() const { return *stage_; }
  StageStatus status() const;

 private:
  void run();
  bool work_on(WorkItem& item);
  void failed(std::uint64_t sequence, const std::string& why);

  const base::Clock& clock_;
  std::unique_ptr<Stage> stage_;
  Before before_;
  Next next_;
  WorkQueue queue_;
  Statistics statistics_;
  std::string last_failure_;
  base::SteadyTime log_again_{};
  std::thread thread_;
};

}  // namespace visiond::pipeline
