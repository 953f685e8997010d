#include "daemon/rpc/caller.hpp"

#include "tests/unit/rpc/fake_engine.hpp"
#include "tests/unit/rpc/test_server.hpp"

#include <gtest/gtest.h>

#include <future>

namespace visiond::rpc {
namespace {

using testing::Context;
using testing::FakeEngine;
using testing::TestServer;

// The author of a call that comes in by `address` and claims to be somebody.
std::string author_by(FakeEngine& engine, const std::string& address, const std::string& claim = "") {
  const auto stub = v1::SettingsService::NewStub(TestServer::connect(address));
  auto call = std::async(std::launch::async, [&] {
    Context context;
    if (!claim.empty()) context.AddMetadata("visiond-author", claim);
    v1::Transaction answer;
    return stub->ApplyTransaction(&context, {}, &answer);
  });
  const auto apply = engine.applies.take();
  auto report = std::make_shared<transaction::Report>();
  apply.started(apply.id, true);
  apply.done({report, {1}});
  EXPECT_TRUE(call.get().ok());
  return apply.request.author;
}

TEST(Caller, is_local_on_a_unix_socket) {
  FakeEngine engine;
  const TestServer server(engine);
  EXPECT_EQ(author_by(engine, server.address()), "local");
}

TEST(Caller, is_its_host_elsewhere) {
  FakeEngine engine;
  const TestServer server(engine, {"127.0.0.1:0"});
  EXPECT_EQ(author_by(engine, server.server->addresses()[1]), "127.0.0.1");
}

TEST(Caller, is_who_it_says_it_is) {
  FakeEngine engine;
  const TestServer server(engine);
  EXPECT_EQ(author_by(engine, server.address(), "pat"), "pat");
}

TEST(Caller, is_kept_to_64_characters) {
  FakeEngine engine;
  const TestServer server(engine);
  EXPECT_EQ(author_by(engine, server.address(), std::string(100, 'p')), std::string(64, 'p'));
}

TEST(Caller, is_unknown_without_an_address) { EXPECT_EQ(author_of(grpc::CallbackServerContext()), "unknown"); }

}  // namespace
}  // namespace visiond::rpc
