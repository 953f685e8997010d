#include "services/engine/warm_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace visiond::engine {
namespace {

using Pool = WarmPool<int>;

class WarmPoolTest : public ::testing::Test {
 protected:
  std::shared_ptr<Pool> make_pool() {
    return Pool::create([this]() -> base::Result<std::unique_ptr<int>> {
             if (refuses) return base::Error{base::ErrorCode::rolled_back, "", "no more"};
             return std::make_unique<int>(++made);
           })
        .value();
  }

  std::atomic<int> made = 0;
  bool refuses = false;
};

TEST_F(WarmPoolTest, makes_the_first_one_ahead) {
  const auto pool = make_pool();
  EXPECT_EQ(made, 1);
  EXPECT_EQ(*pool->take().value(), 1);
  EXPECT_EQ(made, 1);
}

TEST_F(WarmPoolTest, hands_on_what_comes_back) {
  const auto pool = make_pool();
  for (int n = 0; n < 5; ++n) EXPECT_EQ(*pool->take().value(), 1);
}

TEST_F(WarmPoolTest, makes_another_while_one_is_lent_and_keeps_one) {
  const auto pool = make_pool();
  {
    const auto first = pool->take().value(), second = pool->take().value();
    EXPECT_EQ(*first, 1);
    EXPECT_EQ(*second, 2);
  }
  const auto first = pool->take().value();
  const auto third = pool->take().value();
  EXPECT_EQ(*third, 3);
}

TEST_F(WarmPoolTest, lives_on_while_something_is_lent) {
  auto pool = make_pool();
  const auto lent = pool->take().value();
  const std::weak_ptr<Pool> watched = pool;
  pool.reset();
  EXPECT_FALSE(watched.expired());
  EXPECT_EQ(*lent, 1);
}

TEST_F(WarmPoolTest, says_why_there_is_none) {
  const auto pool = make_pool();
  refuses = true;
  EXPECT_FALSE(Pool::create([]() -> base::Result<std::unique_ptr<int>> {
    return base::Error{base::ErrorCode::rolled_back, "", "never"};
  }));
  const auto lent = pool->take().value();
  const auto refused = pool->take();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "no more");
}

TEST_F(WarmPoolTest, lends_each_to_one_thread_at_a_time) {
  const auto pool = make_pool();
  std::vector<std::thread> threads;
  for (int n = 0; n < 4; ++n) {
    threads.emplace_back([&] {
      for (int round = 0; round < 1000; ++round) {
        const auto lent = pool->take().value();
        // A race here is what ThreadSanitizer would see.
        ++*lent;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_GE(made, 1);
}

}  // namespace
}  // namespace visiond::engine
