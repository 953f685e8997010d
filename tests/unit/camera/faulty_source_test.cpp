#include "services/camera/faulty_source.hpp"

#include "tests/unit/camera/fakes.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace visiond::camera {
namespace {

class FaultySourceTest : public ::testing::Test {
 protected:
  FaultySource make(const std::string& options) {
    return {std::make_unique<ScriptedSource>(script), parse_source("synthetic:#" + options).value(), reads};
  }

  std::shared_ptr<Script> script = std::make_shared<Script>();
  std::shared_ptr<std::int64_t> reads = std::make_shared<std::int64_t>(0);
};

TEST_F(FaultySourceTest, fails_to_open) {
  auto source = make("fail_open=1");
  EXPECT_EQ(source.open({}).error().message, "cannot open synthetic:: it fails as #fail_open=1 says");
  EXPECT_EQ(script->opened, 0);
}

TEST_F(FaultySourceTest, opens_slowly_and_not_at_all_once_it_is_interrupted) {
  auto slow = make("slow_open_ms=20");
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(slow.open({}));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(20));
  auto very_slow = make("slow_open_ms=60000");
  auto opened = std::async(std::launch::async, [&] { return very_slow.open({}); });
  very_slow.interrupt();
  EXPECT_FALSE(opened.get());
}

TEST_F(FaultySourceTest, damages_one_frame) {
  auto source = make("corrupt_at=2");
  ASSERT_TRUE(source.open({}));
  EXPECT_FALSE(source.read(0).value().empty());
  EXPECT_TRUE(source.read(1).value().empty());
  EXPECT_FALSE(source.read(2).value().empty());
}

TEST_F(FaultySourceTest, is_gone_once_in_all_openings) {
  auto source = make("disconnect_at=2");
  ASSERT_TRUE(source.open({}));
  EXPECT_TRUE(source.read(0));
  EXPECT_EQ(source.read(1).error().message, "cannot read synthetic:: it is gone as #disconnect_at says");
  auto again = make("disconnect_at=2");
  ASSERT_TRUE(again.open({}));
  EXPECT_TRUE(again.read(0));
  EXPECT_TRUE(again.read(1));
}

TEST_F(FaultySourceTest, stalls_until_it_is_given_up) {
  auto source = make("stall_at=1");
  ASSERT_TRUE(source.open({}));
  auto read = std::async(std::launch::async, [&] { return source.read(0); });
  EXPECT_EQ(read.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
  source.interrupt();
  EXPECT_EQ(read.get().error().message, "cannot read synthetic:: it stalled as #stall_at says");
}

TEST_F(FaultySourceTest, is_otherwise_the_source_that_it_breaks) {
  script->length = 7;
  auto source = make("corrupt_at=9");
  ASSERT_TRUE(source.open({0, 0, 50}));
  EXPECT_EQ(source.format(), (Format{8, 8, 50}));
  EXPECT_EQ(source.length(), 7);
  EXPECT_FALSE(source.live());
  EXPECT_FALSE(source.has_controls());
}

}  // namespace
}  // namespace visiond::camera
