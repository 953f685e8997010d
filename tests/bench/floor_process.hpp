#pragma once
// The floor's server as a process of its own, with a client. Owned by a row; used by one thread.

#include "floor.grpc.pb.h"
#include "tests/support/child_process.hpp"

#include <filesystem>
#include <memory>

namespace visiond::bench {

class FloorProcess {
 public:
  // Its socket and the file that it appends to lie in `folder`.
  explicit FloorProcess(const std::filesystem::path& folder);

  // One call each; they throw where it fails.
  void null();
  void append();  // 256 bytes, and they are synced before the answer

 private:
  testing::ChildProcess process_;
  std::unique_ptr<Floor::Stub> stub_;
  FloorRequest request_;
  FloorResponse response_;
};

}  // namespace visiond::bench
