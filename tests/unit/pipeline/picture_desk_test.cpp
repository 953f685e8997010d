#include "services/pipeline/picture_desk.hpp"

#include "tests/support/manual_clock.hpp"
#include "tests/support/waiting.hpp"
#include "tests/unit/pipeline/fakes.hpp"

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>

#include <future>
#include <vector>

namespace visiond::pipeline {
namespace {

using testing::eventually;

// What a subscriber got; it can be made to wait inside its handler.
class Pictures {
 public:
  Pictures(PictureDesk& desk, const PictureOptions& options)
      : subscription_(desk.subscribe(options, [this](const Picture& picture) {
          std::unique_lock lock(mutex_);
          all_.push_back(picture);
          changed_.notify_all();
          changed_.wait(lock, [this] { return !held_; });
        })) {}
  ~Pictures() { let_go(); }

  void hold() {
    std::lock_guard lock(mutex_);
    held_ = true;
  }
  void let_go() {
    std::lock_guard lock(mutex_);
    held_ = false;
    changed_.notify_all();
  }
  std::vector<Picture> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return all_.size() >= count; });
    return all_;
  }
  std::vector<std::uint64_t> sequences(std::size_t count) {
    std::vector<std::uint64_t> numbers;
    for (const auto& each : wait_for(count)) numbers.push_back(each.result->frame_sequence);
    return numbers;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;
  std::vector<Picture> all_;
  std::unique_ptr<Subscription> subscription_;
};

class PictureDeskTest : public ::testing::Test {
 protected:
  PictureDeskTest() { desk.start(); }
  ~PictureDeskTest() override { desk.stop(); }

  // A frame whose grey is its number.
  void offer(std::uint64_t sequence, SourceId source = 5) {
    Frame frame;
    frame.image = cv::Mat(48, 64, CV_8UC3, cv::Scalar::all(static_cast<double>(sequence)));
    frame.captured = clock.steady_now();
    frame.generation = std::make_shared<const Generation>(base::Revision{1}, parts_of(source));
    auto result = std::make_shared<FrameResult>();
    result->frame_sequence = sequence;
    result->capture_time = base::WallTime(std::chrono::seconds(1790000000) + std::chrono::milliseconds(33 * sequence));
    desk.offer(frame, std::move(result));
  }
  base::Result<Picture> snapshot(const SourcePart* source, const PictureOptions& options = {}) {
    std::promise<base::Result<Picture>> answer;
    desk.snapshot(source, options, [&](base::Result<Picture> picture) { answer.set_value(std::move(picture)); });
    return answer.get_future().get();
  }
  std::uint64_t dropped() const {
    const auto status = desk.status();
    return status.drops.empty() ? 0 : status.drops[0].count;
  }
  static int grey(const Picture& picture) {
    const cv::Mat image = cv::imdecode(std::vector<char>(picture.jpeg->begin(), picture.jpeg->end()), cv::IMREAD_COLOR);
    return image.at<cv::Vec3b>(image.rows / 2, image.cols / 2)[0];
  }

  testing::ManualClock clock;
  PictureDesk desk{clock};
  FakeCamera camera{5};
};

TEST_F(PictureDeskTest, gives_each_frame_with_its_own_result) {
  Pictures pictures(desk, {});
  for (std::uint64_t n = 10; n <= 200; n += 10) {
    offer(n);
    ASSERT_EQ(pictures.wait_for(n / 10).back().result->frame_sequence, n);
    ASSERT_NEAR(grey(pictures.wait_for(n / 10).back()), static_cast<int>(n), 3);
  }
}

TEST_F(PictureDeskTest, encodes_nothing_that_nobody_wants) {
  for (std::uint64_t n = 1; n <= 20; ++n) offer(n);
  { Pictures gone(desk, {}); }
  offer(21);
  ASSERT_TRUE(snapshot(&camera));  // behind them, on the same thread
  EXPECT_EQ(desk.status().frames, 0U);
  EXPECT_EQ(desk.status().queue_length, 0);
}

TEST_F(PictureDeskTest, encodes_once_for_all_who_want_the_same) {
  Pictures a(desk, {.quality = 50}), b(desk, {.quality = 50}), other(desk, {.quality = 51});
  offer(1);
  const auto first = a.wait_for(1)[0].jpeg;
  EXPECT_EQ(b.wait_for(1)[0].jpeg, first);
  EXPECT_NE(other.wait_for(1)[0].jpeg, first);
}

TEST_F(PictureDeskTest, thins_out_for_each_by_itself) {
  Pictures all(desk, {}), some(desk, {.max_fps = 10});
  for (std::uint64_t n = 0; n < 31; ++n) {
    offer(n);
    all.wait_for(n + 1);
  }
  auto sequences = some.sequences(10);
  sequences.resize(10);
  EXPECT_EQ(sequences, (std::vector<std::uint64_t>{0, 3, 6, 9, 12, 15, 18, 21, 24, 27}));
}

TEST_F(PictureDeskTest, leaves_the_oldest_out_where_encoding_does_not_keep_up) {
  Pictures slow(desk, {});
  slow.hold();
  offer(1);
  slow.wait_for(1);
  for (std::uint64_t n = 2; n <= 6; ++n) offer(n);
  EXPECT_EQ(dropped(), 3U);
  slow.let_go();
  EXPECT_EQ(slow.sequences(3), (std::vector<std::uint64_t>{1, 5, 6}));
}

TEST_F(PictureDeskTest, takes_a_snapshot_of_the_newest_frame_without_subscribers) {
  offer(40);
  offer(80);
  const auto picture = snapshot(&camera);
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->result->frame_sequence, 80U);
  EXPECT_NEAR(grey(*picture), 80, 3);
}

TEST_F(PictureDeskTest, has_no_snapshot_of_a_camera_that_shows_none) {
  EXPECT_EQ(snapshot(&camera).error().code, base::ErrorCode::no_frame) << "no frame yet";
  offer(1);
  ASSERT_TRUE(snapshot(&camera));
  const FakeCamera none(0);
  EXPECT_EQ(snapshot(&none).error().code, base::ErrorCode::no_frame);
  EXPECT_NE(snapshot(&none).error().message.find("camera.source"), std::string::npos);
  camera.is_away = true;
  EXPECT_EQ(snapshot(&camera).error().code, base::ErrorCode::no_frame);
  EXPECT_EQ(snapshot(nullptr).error().code, base::ErrorCode::no_frame);
}

TEST_F(PictureDeskTest, shows_the_frame_before_while_a_new_source_has_shown_none) {
  offer(1, 4);
  ASSERT_TRUE(snapshot(&camera));
  clock.advance(std::chrono::seconds(3));
  EXPECT_EQ(snapshot(&camera).error().code, base::ErrorCode::no_frame) << "it is stale by now";
}

TEST_F(PictureDeskTest, refuses_more_snapshots_than_it_can_keep) {
  Pictures slow(desk, {});
  slow.hold();
  offer(1);
  slow.wait_for(1);
  std::atomic<std::size_t> taken = 0, refused = 0;
  for (std::size_t n = 0; n < PictureDesk::most_snapshots + 3; ++n)
    desk.snapshot(&camera, {}, [&](const base::Result<Picture>& picture) { ++(picture ? taken : refused); });
  EXPECT_EQ(refused, 3U);
  slow.let_go();
  EXPECT_TRUE(eventually([&] { return taken == PictureDesk::most_snapshots; }));
}

TEST_F(PictureDeskTest, answers_who_waits_when_it_stops) {
  Pictures slow(desk, {});
  slow.hold();
  offer(1);
  slow.wait_for(1);
  std::promise<base::ErrorCode> answer;
  desk.snapshot(&camera, {}, [&](const base::Result<Picture>& picture) { answer.set_value(picture.error().code); });
  auto stopping = std::async(std::launch::async, [&] { desk.stop(); });
  ASSERT_TRUE(eventually([&] { return desk.status().queue_length == 0; }));
  slow.let_go();
  EXPECT_EQ(answer.get_future().get(), base::ErrorCode::draining);
  stopping.get();
  EXPECT_EQ(snapshot(&camera).error().code, base::ErrorCode::draining);
}

TEST_F(PictureDeskTest, counts_what_cannot_be_encoded) {
  Pictures pictures(desk, {});
  Frame frame;
  frame.image = cv::Mat(1, 70000, CV_8UC3, cv::Scalar::all(0));  // a JPEG has at most 65,500 columns
  frame.generation = std::make_shared<const Generation>(base::Revision{1}, parts_of(5));
  desk.offer(frame, std::make_shared<FrameResult>());
  EXPECT_TRUE(eventually([&] { return dropped() == 1; }));
  EXPECT_EQ(desk.status().drops[0].reason, "error");
  EXPECT_EQ(snapshot(&camera).error().code, base::ErrorCode::internal);
}

}  // namespace
}  // namespace visiond::pipeline
