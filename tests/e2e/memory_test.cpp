// What visiond keeps of memory while settings change: what operators who run it for months care for.
#include "tests/e2e/process_world.hpp"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <signal.h>
#include <unistd.h>

namespace visiond {
namespace {

using testing::ProcessWorld;

constexpr double mebibyte = 1 << 20;

double resident_mebibytes(pid_t pid) {
  std::ifstream statm("/proc/" + std::to_string(pid) + "/statm");
  double size = 0, resident = 0;
  statm >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / mebibyte;
}

// The answer comes when the camera's first frame of that size has.
void change_size(ProcessWorld& world, int width, int height) {
  v1::ApplyTransactionRequest request;
  const auto patch = R"({"camera":{"width":)" + std::to_string(width) + R"(,"height":)" + std::to_string(height) + "}}";
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(patch, request.mutable_patch()).ok());
  grpc::ClientContext context;
  v1::Transaction answer;
  const auto status = world.settings()->ApplyTransaction(&context, request, &answer);
  ASSERT_TRUE(status.ok()) << status.error_message();
}

void change_through_all_sizes(ProcessWorld& world) {
  for (const auto& [width, height] : {std::pair{320, 240}, {1280, 960}, {1920, 1080}, {800, 600}, {640, 480}})
    change_size(world, width, height);
}

TEST(Memory, does_not_grow_with_changes_of_the_pictures_size) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "AddressSanitizer keeps what was freed";
#endif
  ProcessWorld world(R"({"detection":{"enabled":false}})");
  world.start();
  for (int round = 0; round < 2; ++round) change_through_all_sizes(world);
  const auto before = resident_mebibytes(world.pid());
  for (int round = 0; round < 10; ++round) change_through_all_sizes(world);
  const auto after = resident_mebibytes(world.pid());
  std::printf("50 changes of size: %.1f → %.1f MiB\n", before, after);
  // Of the 32 MiB that malloc keeps at the top of its heap (docs/adr/0016), it is sometimes more and sometimes less.
  EXPECT_LT(after, before + 40);
  EXPECT_EQ(world.end(SIGTERM), 0);
}

}  // namespace
}  // namespace visiond
