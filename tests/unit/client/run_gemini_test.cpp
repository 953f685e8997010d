// gemini ask.
#include "tests/unit/client/messages.hpp"
#include "tests/unit/client/run_support.hpp"

namespace visiond::testing {
namespace {

class RunGemini : public RunTest {
 protected:
  RunGemini() {
    fake.describe_scene = [this](const v1::DescribeSceneRequest& request, v1::SceneDescription& answer) {
      asked = request;
      answer = read<v1::SceneDescription>(R"({"text": "A yard.\nIt rains.\u001b", "model": "m", "revision": "3"})");
      return grpc::Status::OK;
    };
  }

  v1::DescribeSceneRequest asked;
};

TEST_F(RunGemini, prints_what_the_model_says_and_lets_it_not_steer_the_terminal) {
  const auto outcome = run({"gemini", "ask", "What is there?"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "A yard.\nIt rains.?\n");
  EXPECT_EQ(asked.prompt(), "What is there?");
}

TEST_F(RunGemini, leaves_the_prompt_to_the_settings) {
  EXPECT_EQ(run({"gemini", "ask"}).code, 0);
  EXPECT_EQ(asked.prompt(), "");
}

TEST_F(RunGemini, prints_the_answer_as_json) {
  EXPECT_EQ(read<v1::SceneDescription>(run({"gemini", "ask", "-o", "json"}).out).revision(), 3U);
}

TEST_F(RunGemini, ends_with_the_code_of_the_reason) {
  fake.describe_scene = [](const auto&, auto&) {
    return failure(grpc::StatusCode::RESOURCE_EXHAUSTED, "BUDGET_EXHAUSTED", "all 10 requests are used up");
  };
  const auto outcome = run({"gemini", "ask"});
  EXPECT_EQ(outcome.code, 6);
  EXPECT_NE(outcome.err.find("all 10 requests are used up"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace visiond::testing
