#pragma once
// Draws a transaction's progress, wave by wave, on a terminal's last lines while somebody else waits for its answer.
// Owned by that somebody; its thread is its own, and the lines are wiped when it ends.

#include "client/cli/context.hpp"

#include <string>
#include <thread>

namespace visiond::cli {

class LiveProgress {
 public:
  // Returns once the daemon tells of transactions, or soon if it does not.
  LiveProgress(Context& context, const std::string& request_id);
  ~LiveProgress();
  LiveProgress(const LiveProgress&) = delete;
  LiveProgress& operator=(const LiveProgress&) = delete;

 private:
  std::jthread thread_;
};

}  // namespace visiond::cli
