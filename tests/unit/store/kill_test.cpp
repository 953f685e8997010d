// A process killed in the middle of its commits has kept what it acknowledged.
#include "daemon/store/store.hpp"
#include "tests/unit/store/store_world.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdint>
#include <sys/wait.h>
#include <unistd.h>

namespace visiond::testing {
namespace {

// Never returns: commits until it is killed, and writes the number of each commit that was acknowledged.
[[noreturn]] void commit_forever(const store::StoreOptions& options, int acknowledged) {
  auto opened = store::Store::open(options);
  if (!opened) _exit(1);
  auto& store = **opened;
  const auto newest = store.newest_revision().value();
  for (std::uint64_t number = newest ? newest->revision.value + 1 : 1;; ++number) {
    if (!store.commit({.revision = revision_record(number), .outcome = outcome(number)})) _exit(1);
    if (::write(acknowledged, &number, sizeof number) != static_cast<ssize_t>(sizeof number)) _exit(1);
    if (!store.record(requested_outcome(number))) _exit(1);
  }
}

// The last number acknowledged before the process died.
std::uint64_t kill_after(const store::StoreOptions& options, int commits) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    commit_forever(options, ends[1]);
  }
  ::close(ends[1]);
  std::uint64_t last = 0;
  std::uint64_t number = 0;
  for (int i = 0; i < commits && ::read(ends[0], &number, sizeof number) == sizeof number; ++i) last = number;
  ::kill(child, SIGKILL);
  while (::read(ends[0], &number, sizeof number) == sizeof number) last = number;
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return last;
}

struct Kill : ::testing::TestWithParam<int> {};

TEST_P(Kill, keeps_every_acknowledged_revision_whole) {
  StoreWorld world;
  for (int round = 0; round < 3; ++round) {
    const auto acknowledged = kill_after(world.options, GetParam() + round);
    ASSERT_GT(acknowledged, 0U);
    world.open();
    const auto newest = world.newest();
    ASSERT_GE(newest, acknowledged);
    ASSERT_LE(newest, acknowledged + 1);
    for (std::uint64_t number = 1; number <= newest; ++number) {
      ASSERT_TRUE(whole(world.store->revision({number}).value())) << number;
      ASSERT_TRUE(world.store->transaction(transaction_id(number))) << number;
    }
    world.close();
  }
}

INSTANTIATE_TEST_SUITE_P(AfterCommits, Kill, ::testing::Values(1, 8, 60));

}  // namespace
}  // namespace visiond::testing
