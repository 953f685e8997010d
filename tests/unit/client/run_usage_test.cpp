// The command line as a whole: help, usage mistakes, global options and their environment.
#include "tests/unit/client/run_support.hpp"

#include <cstdlib>

namespace visiond::testing {
namespace {

// Set for one test.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) { setenv(name, value.c_str(), 1); }
  ~Environment() { unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
};

using RunUsage = RunTest;

TEST(RunHelp, lists_every_command_and_the_exit_codes) {
  const auto outcome = visionctl({"--help"});
  EXPECT_EQ(outcome.code, 0);
  for (const char* part : {"get", "set", "unset", "apply", "describe", "show", "history", "watch", "transaction",
                           "status", "metrics", "health", "wait", "detections", "completion", "Exit codes: 0 done"})
    EXPECT_NE(outcome.out.find(part), std::string::npos) << part;
  EXPECT_NE(visionctl({"--version"}).out.find("visionctl "), std::string::npos);
}

TEST(RunHelp, refuses_what_is_no_command) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{}, {"gett"}, {"get", "--nonsense"}, {"--output", "xml", "get"}, {"get", "a", "b"}}) {
    const auto outcome = visionctl(arguments);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_NE(outcome.err, "");
    EXPECT_EQ(outcome.out, "");
  }
}

TEST_F(RunUsage, takes_global_options_before_and_behind_the_command) {
  EXPECT_EQ(visionctl({"--address", fake.address(), "-o", "json", "get", "camera.width"}).out, "1920\n");
  EXPECT_EQ(visionctl({"get", "camera.width", "--output", "JSON", "-a", fake.address()}).out, "1920\n");
}

TEST_F(RunUsage, takes_address_and_output_from_the_environment) {
  const Environment address("VISIOND_ADDRESS", fake.address());
  const Environment output("VISIOND_OUTPUT", "json");
  EXPECT_EQ(visionctl({"get", "camera.width"}).out, "1920\n");
  EXPECT_TRUE(visionctl({"get", "camera.width", "--output", "table"}).out.starts_with("SETTING"))
      << "what stands on the line counts more";
}

TEST_F(RunUsage, refuses_an_output_of_the_environment_that_does_not_exist) {
  const Environment output("VISIOND_OUTPUT", "xml");
  const auto outcome = run({"get"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err, "visionctl: --output takes table|json, not \"xml\"\n");
}

TEST_F(RunUsage, ends_a_call_at_its_time_out) {
  fake.settings = [this](const auto&, auto&) {
    fake.until_stopped();
    return grpc::Status::OK;
  };
  const auto outcome = run({"get", "--timeout", "100ms", "-o", "json"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.out.find(R"("code":"DEADLINE_EXCEEDED")"), std::string::npos) << outcome.out;
  EXPECT_EQ(outcome.err, "visionctl: The time-out has passed; --timeout gives more time\n");
}

}  // namespace
}  // namespace visiond::testing
