// kill -9 while settings are changed one after another: what comes up is the last acknowledged revision or the one in
// flight, whole.
#include "tests/e2e/process_world.hpp"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <random>
#include <thread>

namespace visiond {
namespace {

using testing::ProcessWorld;

constexpr int kills = 20;

v1::ApplyTransactionRequest request_of(int n) {
  // Three services hold the same number, so that half a change shows.
  const auto text = std::to_string(n);
  v1::ApplyTransactionRequest request;
  const auto read = google::protobuf::util::JsonStringToMessage(
      R"({"camera":{"name":")" + text + R"("},"detection":{"max_detections":)" + std::to_string(1 + n % 1000) +
          R"(},"daemon":{"history_limit":)" + std::to_string(1000 + n) + "}}",
      request.mutable_patch());
  if (!read.ok()) throw std::logic_error("bad JSON in a test");
  return request;
}

const google::protobuf::Value& value(const v1::Revision& revision, const std::string& section,
                                     const std::string& name) {
  return revision.settings().fields().at(section).struct_value().fields().at(name);
}

// Sets one number after the other until the daemon is gone.
struct Setter {
  explicit Setter(int first) : begun(first), acknowledged(first) {}

  void run(v1::SettingsService::Stub& stub) {
    for (;;) {
      grpc::ClientContext context;
      v1::Transaction answer;
      begun = acknowledged + 1;
      if (!stub.ApplyTransaction(&context, request_of(begun), &answer).ok()) return;
      acknowledged = begun.load();
    }
  }

  std::atomic<int> begun, acknowledged;
};

TEST(Kill, leaves_the_last_acknowledged_revision_or_the_one_in_flight) {
  std::mt19937 random(20261124);
  ProcessWorld world;
  world.start();
  int last = 0;
  for (int round = 0; round < kills; ++round) {
    Setter setter(last);
    const auto stub = world.settings();
    std::thread thread([&] { setter.run(*stub); });
    const int goal = last + 1 + static_cast<int>(random() % 40);
    while (setter.acknowledged < goal) std::this_thread::yield();
    ASSERT_EQ(world.end(SIGKILL), -SIGKILL);
    thread.join();
    world.start();

    grpc::ClientContext context;
    v1::Revision revision;
    ASSERT_TRUE(world.settings()->GetSettings(&context, {}, &revision).ok());
    const int now = std::stoi(value(revision, "camera", "name").string_value());
    EXPECT_GE(now, setter.acknowledged) << "an acknowledged change was lost";
    EXPECT_LE(now, setter.begun);
    EXPECT_EQ(value(revision, "detection", "max_detections").number_value(), 1 + now % 1000);
    EXPECT_EQ(value(revision, "daemon", "history_limit").number_value(), 1000 + now);
    EXPECT_EQ(revision.revision(), static_cast<std::uint64_t>(now) + 1);
    last = now;
  }
}

}  // namespace
}  // namespace visiond
