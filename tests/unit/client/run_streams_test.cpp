// watch, detections, events: what goes on until somebody has enough.
#include "tests/unit/client/messages.hpp"
#include "tests/unit/client/run_support.hpp"

#include <thread>

namespace visiond::testing {
namespace {

using grpc::StatusCode;

v1::SettingsEvent committed(std::uint64_t revision) {
  return read<v1::SettingsEvent>(R"({"committed": {"revision": ")" + std::to_string(revision) +
                                 R"(", "state": "STATE_COMMITTED", "changes": [{"path": "camera.width",
      "oldValue": 0, "newValue": 640, "updateKind": "UPDATE_KIND_RESTART"}]}})");
}

v1::FrameDetections frame(std::uint64_t sequence) {
  return read<v1::FrameDetections>(R"({"frameSequence": ")" + std::to_string(sequence) +
                                   R"(", "model": "motion", "detections": [{"label": "car", "confidence": 0.9}]})");
}

using RunWatch = RunTest;
using RunDetections = RunTest;
using RunEvents = RunTest;

TEST_F(RunWatch, shows_what_is_committed_until_it_is_stopped) {
  fake.watch = [this](const auto& request, auto&, auto& writer) {
    writer.Write(committed(request.from_revision() + 1));
    fake.until_stopped();
    return grpc::Status::OK;
  };
  Output out;
  std::stop_source stop;
  int code = -1;
  std::thread watching([&] {
    code = visionctl(with_address({"watch", "--from", "12"}), out, {.stop = stop.get_token()});
  });
  out.wait_for("camera.width");
  stop.request_stop();
  watching.join();
  EXPECT_EQ(code, 0);
  EXPECT_TRUE(out.text().starts_with("revision 13 COMMITTED\n")) << out.text();
}

TEST_F(RunWatch, prints_an_object_a_line_heartbeats_too) {
  fake.watch = [](const auto&, auto&, auto& writer) {
    writer.Write(committed(13));
    writer.Write(read<v1::SettingsEvent>(R"({"heartbeat": {"revision": "13"}})"));
    return grpc::Status(StatusCode::UNAVAILABLE, "Socket closed");
  };
  const auto lines = lines_of(run({"watch", "-o", "json"}).out);
  ASSERT_GE(lines.size(), 2u);
  EXPECT_EQ(read<v1::SettingsEvent>(lines[0]).committed().revision(), 13u);
  EXPECT_EQ(read<v1::SettingsEvent>(lines[1]).heartbeat().revision(), 13u);
}

TEST_F(RunWatch, tells_where_to_go_on_when_the_daemon_goes_away) {
  fake.watch = [](const auto&, auto&, auto& writer) {
    writer.Write(committed(13));
    return failure(StatusCode::UNAVAILABLE, "DRAINING", "the daemon is stopping");
  };
  const auto outcome = run({"watch", "--from", "12"});
  EXPECT_EQ(outcome.code, 7);
  EXPECT_EQ(outcome.err, "visionctl: the daemon is stopping (DRAINING)\nGo on with --from 13\n");
}

TEST_F(RunWatch, tells_when_the_revision_is_gone) {
  fake.watch = [](const auto&, grpc::ServerContext& context, auto&) {
    context.AddTrailingMetadata("resume_revision", "40");
    return failure(StatusCode::OUT_OF_RANGE, "REVISION_GONE", "revision 2 is no longer kept");
  };
  const auto outcome = run({"watch", "--from", "2", "-o", "json"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.out.find(R"("resumeRevision":"40")"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.err.find("Go on with --from 40"), std::string::npos);
}

TEST_F(RunWatch, ends_quietly_when_nobody_reads_any_more) {
  fake.watch = [](const auto&, auto&, auto& writer) {
    for (std::uint64_t revision = 13; writer.Write(committed(revision));) ++revision;
    return grpc::Status::OK;
  };
  Output pipe(100);
  EXPECT_EQ(visionctl(with_address({"watch"}), pipe), 0);
}

TEST_F(RunDetections, ends_after_so_many_frames) {
  fake.detections = [](const auto&, auto&, auto& writer) {
    for (std::uint64_t sequence = 1; writer.Write(frame(sequence));) ++sequence;
    return grpc::Status::OK;
  };
  const auto table = run({"detections", "--count", "3"});
  EXPECT_EQ(table.code, 0);
  EXPECT_EQ(lines_of(table.out).size(), 4u) << "a title, and a line a detection";
  const auto json = lines_of(run({"detections", "-n", "2", "-o", "json"}).out);
  ASSERT_EQ(json.size(), 2u);
  EXPECT_EQ(read<v1::FrameDetections>(json[1]).frame_sequence(), 2u);
  EXPECT_NE(json[0].find(R"("trackId":"0")"), std::string::npos) << "primitive fields are always printed";
}

TEST_F(RunDetections, asks_for_what_was_wanted_only) {
  v1::StreamDetectionsRequest asked;
  fake.detections = [&asked](const auto& request, auto&, auto& writer) {
    asked = request;
    writer.Write(frame(1));
    return grpc::Status::OK;
  };
  EXPECT_EQ(run({"detections", "--count", "1", "--label", "car", "--label", "traffic light", "--zone", "door",
                 "--min-confidence", "0.4", "--max-fps", "2.5", "--include-empty"})
                .code,
            0);
  ASSERT_EQ(asked.labels_size(), 2);
  EXPECT_EQ(asked.labels(1), "traffic light");
  ASSERT_EQ(asked.zones_size(), 1);
  EXPECT_EQ(asked.zones(0), "door");
  EXPECT_EQ(asked.min_confidence(), 0.4);
  EXPECT_EQ(asked.max_fps(), 2.5);
  EXPECT_TRUE(asked.include_empty());
}

TEST_F(RunDetections, refuses_options_it_cannot_read) {
  const std::vector<std::vector<std::string>> wrong = {{"--count", "0"},          {"--count", "-1"},
                                                       {"--min-confidence", "2"}, {"--min-confidence", "nan"},
                                                       {"--max-fps", "fast"},     {"--max-fps", "-1"}};
  for (auto options : wrong) {
    options.insert(options.begin(), "detections");
    EXPECT_EQ(run(options).code, 2) << options[1] << ' ' << options[2];
  }
  EXPECT_EQ(fake.calls, 0);
}

TEST_F(RunDetections, fails_when_the_stream_ends_before_its_time) {
  fake.detections = [](const auto&, auto&, auto& writer) {
    writer.Write(frame(1));
    return grpc::Status::OK;
  };
  const auto outcome = run({"detections", "--count", "3"});
  EXPECT_EQ(outcome.code, 7);
  EXPECT_EQ(outcome.err, "visionctl: visiond ended the stream (STREAM_ENDED)\n");
}

TEST_F(RunDetections, ends_at_its_time_out) {
  fake.detections = [this](const auto&, auto&, auto&) {
    fake.until_stopped();
    return grpc::Status::OK;
  };
  EXPECT_EQ(run({"detections", "--timeout", "100ms"}).code, 1);
}

TEST_F(RunEvents, ends_after_so_many) {
  fake.events = [](const auto&, auto&, auto& writer) {
    auto event =
        read<v1::Event>(R"({"revision": "3", "zoneEntered": {"trackId": "9", "label": "car", "zone": "gate"}})");
    for (std::uint64_t n = 1; event.set_sequence(n), writer.Write(event); ++n) {
    }
    return grpc::Status::OK;
  };
  const auto table = run({"events", "--count", "3"});
  EXPECT_EQ(table.code, 0);
  EXPECT_EQ(lines_of(table.out).size(), 4u) << "a title, and a line an event";
  const auto json = lines_of(run({"events", "-n", "2", "-o", "json"}).out);
  ASSERT_EQ(json.size(), 2u);
  EXPECT_EQ(read<v1::Event>(json[1]).sequence(), 2u);
  EXPECT_EQ(read<v1::Event>(json[1]).zone_entered().zone(), "gate");
}

TEST_F(RunEvents, says_when_there_is_no_more_daemon) {
  fake.events = [](const auto&, auto&, auto&) {
    return failure(StatusCode::UNAVAILABLE, "DRAINING", "the daemon is stopping");
  };
  const auto outcome = run({"events"});
  EXPECT_EQ(outcome.code, 7);
  EXPECT_EQ(outcome.err, "visionctl: the daemon is stopping (DRAINING)\n");
}

}  // namespace
}  // namespace visiond::testing
