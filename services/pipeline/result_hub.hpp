#pragma once
// Hands every result to every subscriber. A subscription may be ended from any thread, its own handler included, and
// after the hub too; when that returns no call of the handler is under way elsewhere. Thread-safe.

#include "services/pipeline/api.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace visiond::pipeline {

class ResultHub {
 public:
  using Handler = std::function<void(const std::shared_ptr<const FrameResult>&)>;

  std::unique_ptr<Subscription> subscribe(Handler handler);
  void publish(const std::shared_ptr<const FrameResult>& result);

 private:
  class Entry;
  class Handle;
  struct Entries {
    std::mutex mutex;
    std::vector<std::shared_ptr<Entry>> all;
  };

  std::shared_ptr<Entries> entries_ = std::make_shared<Entries>();
};

}  // namespace visiond::pipeline
