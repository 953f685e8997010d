// metrics: what visiond measures.
#include "tests/unit/client/messages.hpp"
#include "tests/unit/client/run_support.hpp"

namespace visiond::testing {
namespace {

class RunMetrics : public RunTest {
 protected:
  RunMetrics() {
    fake.metrics = read<v1::Metrics>(R"({"summary": {"transactions": "3"},
        "metrics": [{"name": "visiond_revision", "type": "TYPE_GAUGE", "value": 12}]})");
  }
};

TEST_F(RunMetrics, shows_the_summary_and_every_metric) {
  const auto outcome = run({"metrics"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_NE(outcome.out.find("TRANSACTIONS         3\n"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("visiond_revision          12\n"), std::string::npos) << outcome.out;
}

TEST_F(RunMetrics, prints_protobuf_json_for_programs) {
  const auto outcome = run({"metrics", "-o", "json"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(lines_of(outcome.out).size(), 1U);
  EXPECT_EQ(read<v1::Metrics>(outcome.out).summary().transactions(), 3U);
}

TEST_F(RunMetrics, ends_with_7_where_the_daemon_is_not_there) {
  fake.stop();
  EXPECT_EQ(run({"metrics"}).code, 7);
}

}  // namespace
}  // namespace visiond::testing
