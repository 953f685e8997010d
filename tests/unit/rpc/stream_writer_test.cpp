#include "daemon/rpc/stream_writer.hpp"

#include "visiond/v1/settings.pb.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace visiond::rpc {
namespace {

using Message = v1::SettingsEvent;
using Writer = StreamWriter<Message>;

Message message(std::uint64_t number, std::size_t padding = 0) {
  Message event;
  event.mutable_committed()->set_revision(number);
  event.mutable_committed()->set_comment(std::string(padding, 'p'));
  return event;
}

// gRPC as the writer sees it: notes what is asked for; the test says when a write is done.
class FakeCall final : public grpc::ServerCallbackWriter<Message> {
 public:
  void bind(const std::shared_ptr<Writer>& writer) { this->BindReactor(writer.get()); }

  void Finish(grpc::Status status) override { ends.push_back(status); }
  void SendInitialMetadata() override { ++initial_metadata; }
  void Write(const Message* written, grpc::WriteOptions) override {
    EXPECT_FALSE(in_flight) << "two writes at once";
    EXPECT_TRUE(ends.empty()) << "a write after the end";
    in_flight = true;
    numbers.push_back(written->committed().revision());
  }
  void WriteAndFinish(const Message*, grpc::WriteOptions, grpc::Status) override { FAIL(); }

  // The reaction to a write, where one is under way.
  void write_done(Writer& writer, bool ok = true) {
    ASSERT_TRUE(std::exchange(in_flight, false));
    writer.OnWriteDone(ok);
  }
  void write_all(Writer& writer) {
    while (in_flight) write_done(writer);
  }

  bool in_flight = false;
  int initial_metadata = 0;
  std::vector<std::uint64_t> numbers;
  std::vector<grpc::Status> ends;

 private:
  grpc::internal::ServerReactor* reactor() override { return nullptr; }
  void CallOnDone() override {}
};

// Sets a flag when it goes.
class Feed {
 public:
  explicit Feed(bool& gone) : gone_(gone) {}
  ~Feed() { gone_ = true; }

 private:
  bool& gone_;
};

// A writer that gRPC has taken.
class StreamWriterTest : public ::testing::Test {
 protected:
  void start(StreamLimits limits) {
    writer = Writer::make(limits);
    writer->begin(std::make_unique<Feed>(feed_gone));
    call.bind(writer);
  }
  ~StreamWriterTest() override {
    if (writer) writer->OnDone();
  }
  void finish() {
    writer->finish([] { return grpc::Status(grpc::StatusCode::OUT_OF_RANGE, "slow"); });
  }

  using Numbers = std::vector<std::uint64_t>;

  bool feed_gone = false;
  FakeCall call;
  std::shared_ptr<Writer> writer;
};

TEST_F(StreamWriterTest, sends_the_initial_metadata_at_once) {
  start({4});
  EXPECT_EQ(call.initial_metadata, 1);
  EXPECT_TRUE(call.numbers.empty());
}

TEST_F(StreamWriterTest, writes_one_message_after_the_other) {
  start({4});
  for (std::uint64_t n = 1; n <= 3; ++n) EXPECT_TRUE(writer->push(message(n)));
  EXPECT_EQ(call.numbers, Numbers{1});
  call.write_done(*writer);
  EXPECT_EQ(call.numbers, (Numbers{1, 2}));
  call.write_all(*writer);
  EXPECT_EQ(call.numbers, (Numbers{1, 2, 3}));
}

TEST_F(StreamWriterTest, writes_what_came_before_grpc_took_it) {
  writer = Writer::make({4});
  EXPECT_TRUE(writer->push(message(1)));
  EXPECT_TRUE(writer->push(message(2)));
  writer->begin(std::make_unique<Feed>(feed_gone));
  call.bind(writer);
  call.write_all(*writer);
  EXPECT_EQ(call.initial_metadata, 1);
  EXPECT_EQ(call.numbers, (Numbers{1, 2}));
}

TEST_F(StreamWriterTest, refuses_what_does_not_fit) {
  start({2});
  for (std::uint64_t n = 1; n <= 3; ++n) EXPECT_TRUE(writer->push(message(n)));  // one is being written
  EXPECT_FALSE(writer->push(message(4)));
  call.write_done(*writer);
  EXPECT_TRUE(writer->push(message(5)));
  call.write_all(*writer);
  EXPECT_EQ(call.numbers, (Numbers{1, 2, 3, 5}));
}

TEST_F(StreamWriterTest, counts_bytes_too) {
  start({.messages = 100, .bytes = 2500});
  for (std::uint64_t n = 1; n <= 3; ++n) EXPECT_TRUE(writer->push(message(n, 1000)));
  EXPECT_FALSE(writer->push(message(4, 1000)));
  call.write_all(*writer);
  EXPECT_TRUE(writer->push(message(5, 1000)));
  EXPECT_TRUE(writer->push(message(6, 100000))) << "a single message waits whatever its size";
  EXPECT_FALSE(writer->push(message(7)));
}

TEST_F(StreamWriterTest, drops_the_oldest_that_waits) {
  start({2});
  for (std::uint64_t n = 1; n <= 5; ++n) writer->push_or_drop_oldest(message(n));
  call.write_all(*writer);
  EXPECT_EQ(call.numbers, (Numbers{1, 4, 5}));
}

TEST_F(StreamWriterTest, counts_what_it_drops) {
  std::atomic<std::uint64_t> lost = 0;
  writer = Writer::make({.messages = 100, .bytes = 2500}, &lost);
  writer->begin(std::make_unique<Feed>(feed_gone));
  call.bind(writer);
  for (std::uint64_t n = 1; n <= 3; ++n) writer->push_or_drop_oldest(message(n, 1000));
  EXPECT_EQ(lost, 0U);
  writer->push_or_drop_oldest(message(4, 2000));
  EXPECT_EQ(lost, 2U);
}

TEST_F(StreamWriterTest, drops_as_many_as_a_large_one_needs) {
  start({.messages = 100, .bytes = 2500});
  for (std::uint64_t n = 1; n <= 3; ++n) writer->push_or_drop_oldest(message(n, 1000));
  writer->push_or_drop_oldest(message(4, 2000));
  call.write_all(*writer);
  EXPECT_EQ(call.numbers, (Numbers{1, 4}));
}

TEST_F(StreamWriterTest, ends_at_once_where_nothing_waits) {
  start({4});
  finish();
  ASSERT_EQ(call.ends.size(), 1U);
  EXPECT_EQ(call.ends[0].error_code(), grpc::StatusCode::OUT_OF_RANGE);
}

TEST_F(StreamWriterTest, ends_once_what_waits_is_written) {
  start({4});
  for (std::uint64_t n = 1; n <= 3; ++n) EXPECT_TRUE(writer->push(message(n)));
  finish();
  EXPECT_FALSE(writer->push(message(4)));
  EXPECT_TRUE(call.ends.empty());
  call.write_all(*writer);
  EXPECT_EQ(call.numbers, (Numbers{1, 2, 3}));
  EXPECT_EQ(call.ends.size(), 1U);
}

TEST_F(StreamWriterTest, ends_once) {
  start({4});
  finish();
  finish();
  writer->OnCancel();
  EXPECT_EQ(call.ends.size(), 1U);
}

// The call's context may be gone by then.
TEST_F(StreamWriterTest, asks_for_no_status_once_it_is_over) {
  start({4});
  writer->OnCancel();
  writer->finish([] {
    ADD_FAILURE();
    return grpc::Status::OK;
  });
}

TEST_F(StreamWriterTest, ends_when_the_caller_goes_away_while_it_writes) {
  start({4});
  for (std::uint64_t n = 1; n <= 3; ++n) EXPECT_TRUE(writer->push(message(n)));
  writer->OnCancel();
  ASSERT_EQ(call.ends.size(), 1U);
  EXPECT_EQ(call.ends[0].error_code(), grpc::StatusCode::CANCELLED);
  call.write_done(*writer, false);
  EXPECT_EQ(call.ends.size(), 1U);
  EXPECT_EQ(call.numbers, Numbers{1});
}

TEST_F(StreamWriterTest, ends_when_a_write_fails) {
  start({4});
  for (std::uint64_t n = 1; n <= 3; ++n) EXPECT_TRUE(writer->push(message(n)));
  call.write_done(*writer, false);
  writer->OnCancel();
  EXPECT_EQ(call.ends.size(), 1U);
  EXPECT_EQ(call.numbers, Numbers{1});
}

TEST_F(StreamWriterTest, ends_when_the_caller_goes_away_before_the_end_could_be_sent) {
  start({4});
  EXPECT_TRUE(writer->push(message(1)));
  finish();
  writer->OnCancel();
  call.write_done(*writer, false);
  EXPECT_EQ(call.ends.size(), 1U);
}

TEST_F(StreamWriterTest, lets_its_feed_go_when_it_ends) {
  start({4});
  EXPECT_TRUE(writer->push(message(1)));
  EXPECT_FALSE(feed_gone);
  finish();  // although a message is still being written
  EXPECT_TRUE(feed_gone);
  call.write_all(*writer);
}

TEST_F(StreamWriterTest, lets_its_feed_go_when_the_caller_goes_away) {
  start({4});
  writer->OnCancel();
  EXPECT_TRUE(feed_gone);
}

TEST_F(StreamWriterTest, takes_no_feed_once_it_is_over) {
  writer = Writer::make({4});
  finish();
  writer->begin(std::make_unique<Feed>(feed_gone));
  EXPECT_TRUE(feed_gone);
  call.bind(writer);
  EXPECT_EQ(call.ends.size(), 1U);
}

TEST_F(StreamWriterTest, lives_until_grpc_and_its_feed_have_done_with_it) {
  start({4});
  std::weak_ptr<Writer> weak = writer;
  writer.reset();
  auto handler = weak.lock();
  handler->OnCancel();
  handler->OnDone();
  EXPECT_FALSE(handler->push(message(1)));  // a late event
  EXPECT_FALSE(weak.expired());
  handler.reset();
  EXPECT_TRUE(weak.expired());
}

// Whatever happens in whatever order: one write at a time, none after the end, one end, messages in order.
TEST(StreamWriter, keeps_the_rules_in_any_order_of_events) {
  for (std::uint32_t seed = 0; seed < 2000; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    bool feed_gone = false;
    FakeCall call;
    const auto writer = Writer::make({.messages = 1 + random() % 4, .bytes = 3000});
    const auto bound_after = random() % 4;
    std::uint64_t number = 0;
    for (std::uint32_t step = 0; step < 40; ++step) {
      if (step == bound_after) {
        writer->begin(std::make_unique<Feed>(feed_gone));
        call.bind(writer);
      }
      switch (random() % 8) {
        case 0:
          writer->finish([] { return grpc::Status::OK; });
          break;
        case 1:
          if (step > bound_after && random() % 4 == 0) writer->OnCancel();
          break;
        case 2:
        case 3:
          if (call.in_flight) call.write_done(*writer, random() % 16 != 0);
          break;
        case 4:
          writer->push_or_drop_oldest(message(++number, random() % 2000));
          break;
        default:
          writer->push(message(++number, random() % 2000));
      }
    }
    writer->finish([] { return grpc::Status::OK; });
    call.write_all(*writer);
    ASSERT_EQ(call.ends.size(), 1U);
    ASSERT_TRUE(std::is_sorted(call.numbers.begin(), call.numbers.end()));
    writer->OnDone();
    ASSERT_TRUE(feed_gone);
  }
}

}  // namespace
}  // namespace visiond::rpc
