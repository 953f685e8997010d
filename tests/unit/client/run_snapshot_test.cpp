// snapshot, and status --watch.
#include "tests/unit/client/messages.hpp"
#include "tests/unit/client/run_support.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace visiond::testing {
namespace {

using grpc::StatusCode;

std::string content_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class RunSnapshot : public RunTest {
 protected:
  RunSnapshot() {
    fake.snapshot = [this](const v1::GetSnapshotRequest& request, v1::Frame& answer) {
      asked = request;
      answer = read<v1::Frame>(R"({"width": 640, "height": 480, "detections": {"frameSequence": "42", "revision": "3",
                                   "detections": [{"label": "dog", "confidence": 0.9}]}})");
      answer.set_jpeg(jpeg);
      return grpc::Status::OK;
    };
  }

  const std::string jpeg{"\xFF\xD8\xFF\0picture\n", 12};
  const std::string file = fake.write_file("snapshot.jpg", "what was there before, and longer");
  v1::GetSnapshotRequest asked;
};

TEST_F(RunSnapshot, writes_the_picture_and_says_what_it_shows) {
  const auto outcome = run({"snapshot", file});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(content_of(file), jpeg);
  EXPECT_EQ(outcome.out, file + ": 640x480, frame 42 of revision 3, 1 detection\n");
  EXPECT_EQ(asked.quality(), 0);
  EXPECT_FALSE(asked.draw_boxes());
}

TEST_F(RunSnapshot, asks_for_boxes_and_quality) {
  EXPECT_EQ(run({"snapshot", file, "--boxes", "--quality", "95"}).code, 0);
  EXPECT_TRUE(asked.draw_boxes());
  EXPECT_EQ(asked.quality(), 95);
  EXPECT_EQ(run({"snapshot", file, "--no-boxes"}).code, 0);
  EXPECT_FALSE(asked.draw_boxes());
}

TEST_F(RunSnapshot, writes_nothing_but_the_picture_to_the_output) { EXPECT_EQ(run({"snapshot", "-"}).out, jpeg); }

TEST_F(RunSnapshot, prints_the_answer_without_the_picture_as_json) {
  const auto frame = read<v1::Frame>(run({"snapshot", file, "-o", "json"}).out);
  EXPECT_EQ(frame.jpeg(), "");
  EXPECT_EQ(frame.detections().detections(0).label(), "dog");
}

TEST_F(RunSnapshot, says_where_it_cannot_write) {
  const auto outcome = run({"snapshot", file + "/x.jpg"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err, "visionctl: cannot write " + file + "/x.jpg: Not a directory\n");
}

TEST_F(RunSnapshot, leaves_the_file_alone_where_there_is_no_frame) {
  fake.snapshot = [](const auto&, auto&) { return failure(StatusCode::UNAVAILABLE, "NO_FRAME", "there is no camera"); };
  const auto outcome = run({"snapshot", file});
  EXPECT_EQ(outcome.code, 7);
  EXPECT_EQ(outcome.err, "visionctl: there is no camera (NO_FRAME)\n");
  EXPECT_EQ(content_of(file), "what was there before, and longer");
}

TEST_F(RunSnapshot, needs_a_file) { EXPECT_NE(run({"snapshot"}).code, 0); }

using RunStatusWatch = RunTest;

TEST_F(RunStatusWatch, shows_the_status_whenever_it_changes) {
  fake.watch_status = [this](const auto&, auto&, auto& writer) {
    writer.Write(read<v1::Status>(R"({"revision": "12", "version": "0.1.0"})"));
    writer.Write(read<v1::Status>(R"({"revision": "13", "version": "0.1.0"})"));
    fake.until_stopped();
    return grpc::Status::OK;
  };
  Output out;
  std::stop_source stop;
  std::thread watching([&] { visionctl(with_address({"status", "--watch"}), out, {.stop = stop.get_token()}); });
  out.wait_for("revision 12");
  out.wait_for("revision 13");
  stop.request_stop();
  watching.join();
  EXPECT_EQ(out.text().find('\x1b'), std::string::npos) << "no terminal";
}

TEST_F(RunStatusWatch, prints_an_object_a_line) {
  fake.watch_status = [](const auto&, auto&, auto& writer) {
    writer.Write(read<v1::Status>(R"({"revision": "12"})"));
    return failure(StatusCode::UNAVAILABLE, "DRAINING", "the daemon is stopping");
  };
  const auto outcome = run({"status", "-w", "-o", "json"});
  EXPECT_EQ(outcome.code, 7);
  EXPECT_EQ(read<v1::Status>(lines_of(outcome.out)[0]).revision(), 12U);
}

}  // namespace
}  // namespace visiond::testing
