// visionctl as a process: its own streams and signals.
#include "tests/unit/client/messages.hpp"
#include "tests/unit/client/process_support.hpp"

#include <csignal>

namespace visiond::testing {
namespace {

TEST_F(ProcessTest, answers_on_its_own_streams) {
  const auto finished = run_to_end(command({"get", "camera.width", "-o", "json"}));
  EXPECT_EQ(finished.output, "1920\n");
  EXPECT_EQ(finished.exit_code, 0);
}

TEST_F(ProcessTest, ends_a_watch_cleanly_on_a_signal) {
  fake.watch = [this](const auto&, auto&, auto& writer) {
    writer.Write(read<v1::SettingsEvent>(R"({"committed": {"revision": "13"}})"));
    fake.until_stopped();
    return grpc::Status::OK;
  };
  for (const int number : {SIGINT, SIGTERM}) {
    ChildProcess child(command({"watch"}));
    EXPECT_EQ(child.end(number), 0) << number;
  }
}

TEST_F(ProcessTest, ends_quietly_when_its_reader_leaves) {
  fake.watch = [](const auto&, auto&, auto& writer) {
    const auto event = read<v1::SettingsEvent>(R"({"committed": {"revision": "13"}})");
    while (writer.Write(event)) {
    }
    return grpc::Status::OK;
  };
  EXPECT_EQ(shell("visionctl watch | head -n 1; echo ${PIPESTATUS[0]}").output, "revision 13 UNSPECIFIED\n0\n");
}

TEST_F(ProcessTest, fails_when_its_output_cannot_be_written) {
  const auto finished = shell("visionctl get >/dev/full");
  EXPECT_EQ(finished.output, "visionctl: The output could not be written\n");
  EXPECT_EQ(finished.exit_code, 1);
}

TEST_F(ProcessTest, sends_a_patch_that_fills_every_buffer) {
  const std::string large(1 << 20, 'x');
  fake.apply = [](const auto&, auto& answer) {
    answer.set_state(v1::Transaction::STATE_COMMITTED);
    return grpc::Status::OK;
  };
  const auto file = fake.write_file("patch.json", R"({"camera": {"source": ")" + large + R"("}})");
  EXPECT_EQ(run_to_end(command({"apply", file})).exit_code, 0);
}

}  // namespace
}  // namespace visiond::testing
