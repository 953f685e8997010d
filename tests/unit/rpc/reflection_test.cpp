#include "tests/unit/rpc/fake_engine.hpp"
#include "tests/unit/rpc/reflected.hpp"
#include "tests/unit/rpc/test_server.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

namespace visiond::rpc {
namespace {

using google::protobuf::Descriptor;
using testing::FakeEngine;
using testing::Reflected;
using testing::TestServer;

class ReflectionTest : public ::testing::Test {
 protected:
  FakeEngine engine;
  TestServer server{engine};
  Reflected reflected{server.connect()};
};

// A message, those of its fields, and theirs.
void collect(const Descriptor* message, std::set<std::string>& names) {
  if (!names.insert(message->full_name()).second) return;
  for (int n = 0; n < message->field_count(); ++n) {
    if (const auto* type = message->field(n)->message_type()) collect(type, names);
  }
}

TEST_F(ReflectionTest, lists_every_service) {
  auto services = reflected.services();
  std::sort(services.begin(), services.end());
  EXPECT_EQ(services, (std::vector<std::string>{"grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection",
                                                "visiond.v1.MetricsService", "visiond.v1.ModelService",
                                                "visiond.v1.SettingsService", "visiond.v1.TrainingService",
                                                "visiond.v1.VisionService"}));
}

TEST_F(ReflectionTest, describes_every_service_and_message) {
  std::set<std::string> messages;
  for (const auto& name : reflected.services()) {
    ASSERT_TRUE(reflected.ask_for(name)) << name;
    const auto* service = reflected.pool().FindServiceByName(name);
    ASSERT_NE(service, nullptr) << name;
    EXPECT_GT(service->method_count(), 0) << name;
    for (int n = 0; n < service->method_count(); ++n) {
      collect(service->method(n)->input_type(), messages);
      collect(service->method(n)->output_type(), messages);
    }
  }
  EXPECT_GT(messages.size(), 40U);
  for (const auto& name : messages) {
    EXPECT_TRUE(reflected.ask_for(name)) << name;
    EXPECT_NE(reflected.pool().FindMessageTypeByName(name), nullptr) << name;
  }
}

// A client needs them to read the details of an error, although no service names them.
TEST_F(ReflectionTest, describes_the_details_of_errors) {
  const std::pair<const char*, std::vector<std::pair<const char*, int>>> contract[] = {
      {"google.rpc.Status", {{"code", 1}, {"message", 2}, {"details", 3}}},
      {"google.rpc.ErrorInfo", {{"reason", 1}, {"domain", 2}, {"metadata", 3}}},
      {"google.rpc.BadRequest", {{"field_violations", 1}}},
      {"google.rpc.BadRequest.FieldViolation", {{"field", 1}, {"description", 2}, {"reason", 3}}}};
  for (const auto& [name, fields] : contract) {
    ASSERT_TRUE(reflected.ask_for(name)) << name;
    const auto* message = reflected.pool().FindMessageTypeByName(name);
    for (const auto& [field, number] : fields) {
      ASSERT_NE(message->FindFieldByName(field), nullptr) << name << "." << field;
      EXPECT_EQ(message->FindFieldByName(field)->number(), number) << name << "." << field;
    }
  }
}

TEST_F(ReflectionTest, says_that_it_does_not_know_a_symbol) {
  EXPECT_FALSE(reflected.ask_for("visiond.v1.NoSuchService"));
}

TEST_F(ReflectionTest, is_enough_to_call_a_method) {
  auto call = reflected.call("visiond.v1.SettingsService", "GetSettings", R"({"revision": "7"})");
  auto asked = engine.revisions_asked.take();
  EXPECT_EQ(asked.query.value, 7U);
  runtime::RevisionView revision;
  revision.revision = {7};
  revision.author = "pat";
  asked.done(revision);
  const auto answer = call.read_json();
  ASSERT_TRUE(answer);
  EXPECT_NE(answer->find(R"("author":"pat")"), std::string::npos) << *answer;
  EXPECT_TRUE(call.finish().ok());
}

}  // namespace
}  // namespace visiond::rpc
