// A change that is watched on a terminal while it runs.
#include "tests/unit/client/messages.hpp"
#include "tests/unit/client/run_support.hpp"

namespace visiond::testing {
namespace {

// The transaction runs once its watcher is there, and ends once `out` shows that the watcher saw the last step.
class RunLive : public RunTest {
 protected:
  RunLive() {
    fake.watch_transactions = [this](const auto&, auto&, auto& writer) {
      const auto id = asked_.get_future().get();
      const auto send = [&](const std::string& members) {
        writer.Write(read<v1::TransactionEvent>(R"({"transactionId": "t-1", )" + members + "}"));
      };
      send(R"("started": {"requestId": ")" + id + R"("})");
      send(R"("phaseEnded": {"name": "NAME_PLAN"})");
      send(R"("phaseStarted": {"name": "NAME_PREPARE"}, "progress": 0.1, "remaining": "2s")");
      send(R"("operation": {"section": "camera", "updateKind": "UPDATE_KIND_RESTART", "outcome": "OUTCOME_PREPARED"},
              "progress": 0.5)");
      fake.until_stopped();
      return grpc::Status::OK;
    };
    fake.transaction = [](const auto&, auto& answer) {
      answer = read<v1::Transaction>(R"({"waves": [
          {"operations": [{"section": "camera", "updateKind": "UPDATE_KIND_RESTART", "outcome": "OUTCOME_PENDING"}]},
          {"operations": [{"section": "ui", "updateKind": "UPDATE_KIND_IMMEDIATE", "outcome": "OUTCOME_PENDING"}]}]})");
      return grpc::Status::OK;
    };
    fake.apply = [this](const auto& request, auto& answer) {
      asked_.set_value(request.request_id());
      out.wait_for("camera RESTART PREPARED");
      answer.set_state(v1::Transaction::STATE_COMMITTED);
      answer.set_changed(true);
      answer.set_revision(13);
      return grpc::Status::OK;
    };
  }

  Output out;

 private:
  std::promise<std::string> asked_;
};

TEST_F(RunLive, draws_the_waves_and_wipes_them_behind) {
  EXPECT_EQ(visionctl(with_address({"set", "camera.width=640"}), out, {.terminal = true}), 0);
  const auto text = out.text();
  EXPECT_NE(text.find("PREPARE  10 %, about 2.00 s left\n  wave 1  camera RESTART PENDING\n  wave 2  ui IMMEDIATE"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\r\x1b[2A\x1b[JPREPARE  50 %\n  wave 1  camera RESTART PREPARED\n"), std::string::npos) << text;
  const auto wiped = text.rfind("\r\x1b[2A\x1b[J");
  EXPECT_EQ(text.substr(wiped), "\r\x1b[2A\x1b[JCOMMITTED revision 13\n  transaction \n");
}

class RunQuietly : public RunTest {
 protected:
  RunQuietly() {
    fake.apply = [](const auto&, auto& answer) {
      answer.set_state(v1::Transaction::STATE_COMMITTED);
      return grpc::Status::OK;
    };
    fake.watch_transactions = [](const auto&, auto&, auto&) { return grpc::Status(grpc::StatusCode::INTERNAL, "no"); };
  }
};

TEST_F(RunQuietly, goes_on_where_there_is_no_progress_to_draw) {
  Output out;
  EXPECT_EQ(visionctl(with_address({"set", "camera.width=640"}), out, {.terminal = true}), 0);
  EXPECT_EQ(out.text().find('\x1b'), std::string::npos) << out.text();
}

TEST_F(RunQuietly, draws_nothing_where_nobody_looks) {
  Output piped, json;
  EXPECT_EQ(visionctl(with_address({"set", "camera.width=640"}), piped), 0);
  EXPECT_EQ(visionctl(with_address({"set", "camera.width=640", "-o", "json"}), json, {.terminal = true}), 0);
  EXPECT_EQ(fake.calls, 4) << "DescribeSettings and ApplyTransaction, twice";
  EXPECT_EQ(piped.text().find('\x1b'), std::string::npos);
}

TEST_F(RunQuietly, colours_only_where_it_was_told_to) {
  Output out;
  EXPECT_EQ(visionctl(with_address({"set", "camera.width=640"}), out, {.colour = true}), 0);
  EXPECT_TRUE(out.text().starts_with("\x1b[32mCOMMITTED\x1b[0m")) << out.text();
}

}  // namespace
}  // namespace visiond::testing
