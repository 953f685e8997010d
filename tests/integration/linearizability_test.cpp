// Sixteen clients at once, at random: set, compare and set, roll back, undo, confirm, cancel, read, watch. One order
// must explain what all of them saw.
#include "client/lib/failure.hpp"
#include "tests/support/daemon/daemon_world.hpp"
#include "tests/support/daemon/operation_history.hpp"
#include "tests/support/waiting.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

namespace visiond {
namespace {

using testing::DaemonWorld;
using testing::DoneOperation;
using testing::OperationHistory;
using testing::Values;
using Kind = DoneOperation::Kind;

constexpr int clients = 16;
constexpr int operations_of_each = 60;

// Two settings of two services.
const std::vector<std::pair<std::string, std::string>> settings = {{"detection", "max_detections"},
                                                                   {"ui", "preview_quality"}};

std::int64_t now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

Values values_of(const google::protobuf::Struct& overrides) {
  Values values;
  for (const auto& [section, setting] : settings) {
    const auto found = overrides.fields().find(section);
    if (found == overrides.fields().end()) continue;
    const auto& members = found->second.struct_value().fields();
    const auto value = members.find(setting);
    if (value != members.end()) values[setting] = static_cast<int>(value->second.number_value());
  }
  return values;
}

void fill(const Values& values, google::protobuf::Struct& patch) {
  for (const auto& [section, setting] : settings) {
    const auto value = values.find(setting);
    if (value == values.end()) continue;
    auto& members = *(*patch.mutable_fields())[section].mutable_struct_value()->mutable_fields();
    members[setting].set_number_value(value->second);
  }
}

// What all clients know of each other: transactions that may await confirmation.
struct Shared {
  std::mutex mutex;
  std::vector<std::string> tentative;
  std::vector<DoneOperation> done;
};

class Client {
 public:
  Client(v1::SettingsService::Stub& stub, Shared& shared, unsigned seed)
      : stub_(stub), shared_(shared), random_(seed) {}

  void run() {
    for (int n = 0; n < operations_of_each; ++n) {
      auto operation = step();
      std::lock_guard lock(shared_.mutex);
      shared_.done.push_back(std::move(operation));
    }
  }

 private:
  int roll(int sides) { return static_cast<int>(random_() % static_cast<unsigned>(sides)); }

  DoneOperation step() {
    switch (roll(10)) {
      case 0:
      case 1:
      case 2:
        return apply(Kind::set);
      case 3:
      case 4:
        return apply(Kind::compare_and_set);
      case 5:
        return go_back(Kind::rollback);
      case 6:
        return go_back(Kind::undo);
      case 7:
        return finish(roll(3) == 0 ? Kind::cancel : Kind::confirm);
      default:
        return read();
    }
  }

  Values some_values() {
    Values values;
    values[settings[static_cast<std::size_t>(roll(2))].second] = 1 + roll(5);
    if (roll(2) == 0) values[settings[0].second] = 1 + roll(5);
    return values;
  }

  template <class Request>
  void make_tentative(Request& request, DoneOperation& operation) {
    operation.tentative = roll(6) == 0;
    // Some expire by themselves.
    if (operation.tentative) request.mutable_confirm_timeout()->set_nanos(roll(2) == 0 ? 3'000'000 : 900'000'000);
  }

  DoneOperation apply(Kind kind) {
    DoneOperation operation{.kind = kind, .patch = some_values()};
    v1::ApplyTransactionRequest request;
    fill(operation.patch, *request.mutable_patch());
    if (kind == Kind::compare_and_set) request.set_expected_revision(operation.argument = known_);
    make_tentative(request, operation);
    return call(std::move(operation), request, &v1::SettingsService::Stub::ApplyTransaction);
  }

  DoneOperation go_back(Kind kind) {
    DoneOperation operation{.kind = kind};
    operation.argument = 1 + static_cast<std::uint64_t>(roll(static_cast<int>(known_)));
    if (kind == Kind::undo && operation.argument == 1) return read();
    v1::RollbackSettingsRequest request;
    if (kind == Kind::undo)
      request.set_undo_revision(operation.argument);
    else
      request.set_revision(operation.argument);
    make_tentative(request, operation);
    return call(std::move(operation), request, &v1::SettingsService::Stub::RollbackSettings);
  }

  DoneOperation finish(Kind kind) {
    DoneOperation operation{.kind = kind};
    {
      std::lock_guard lock(shared_.mutex);
      if (!shared_.tentative.empty()) operation.transaction = shared_.tentative.back();
    }
    if (operation.transaction.empty()) return read();
    if (kind == Kind::confirm) {
      v1::ConfirmTransactionRequest request;
      request.set_transaction_id(operation.transaction);
      return call(std::move(operation), request, &v1::SettingsService::Stub::ConfirmTransaction);
    }
    v1::CancelTransactionRequest request;
    request.set_transaction_id(operation.transaction);
    return call(std::move(operation), request, &v1::SettingsService::Stub::CancelTransaction);
  }

  template <class Request>
  DoneOperation call(DoneOperation operation, const Request& request,
                     grpc::Status (v1::SettingsService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                       v1::Transaction*)) {
    grpc::ClientContext context;
    v1::Transaction answer;
    operation.invoked = now();
    const auto status = (stub_.*method)(&context, request, &answer);
    operation.returned = now();
    if (!status.ok()) {
      operation.reason = client::failure_of(status).reason;
      return operation;
    }
    const bool change = operation.kind <= Kind::undo;
    if (change) operation.transaction = answer.transaction_id();
    operation.changed = change && answer.changed();
    operation.tentative = operation.tentative && operation.changed;
    // Of a transaction that was taken back, the answer names its own revision, which is in force no more.
    operation.revision = answer.revision();
    known_ = std::max(known_, operation.revision);
    if (operation.tentative) {
      std::lock_guard lock(shared_.mutex);
      shared_.tentative.push_back(operation.transaction);
    }
    return operation;
  }

  DoneOperation read() {
    DoneOperation operation{.kind = Kind::read};
    grpc::ClientContext context;
    v1::Revision answer;
    operation.invoked = now();
    const auto status = stub_.GetSettings(&context, {}, &answer);
    operation.returned = now();
    operation.reason = status.ok() ? "" : client::failure_of(status).reason;
    operation.revision = known_ = answer.revision();
    operation.seen = values_of(answer.overrides());
    return operation;
  }

  v1::SettingsService::Stub& stub_;
  Shared& shared_;
  std::mt19937 random_;
  std::uint64_t known_ = 1;
};

// Notes every revision it is told of, from one on; 0: a snapshot first.
class Watching {
 public:
  Watching(v1::SettingsService::Stub& stub, std::uint64_t from) {
    v1::WatchSettingsRequest request;
    request.set_from_revision(from);
    reader_ = stub.WatchSettings(&context_, request);
    if (from != 0) seen_.push_back(from);
    reader_->WaitForInitialMetadata();
    thread_ = std::thread([this] { read(); });
  }
  ~Watching() {
    context_.TryCancel();
    thread_.join();
    static_cast<void>(reader_->Finish());
  }
  // Waits until it has seen this one.
  std::vector<std::uint64_t> until(std::uint64_t last) {
    testing::eventually([&] {
      const auto seen = this->seen();
      return !seen.empty() && seen.back() >= last;
    });
    return seen();
  }

 private:
  std::vector<std::uint64_t> seen() {
    std::lock_guard lock(mutex_);
    return seen_;
  }
  void read() {
    for (v1::SettingsEvent event; reader_->Read(&event);) {
      std::lock_guard lock(mutex_);
      if (event.has_snapshot()) seen_.push_back(event.snapshot().revision());
      if (event.has_committed()) seen_.push_back(event.committed().revision());
    }
  }

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::SettingsEvent>> reader_;
  std::mutex mutex_;
  std::vector<std::uint64_t> seen_;
  std::thread thread_;
};

std::vector<testing::KeptRevision> kept(DaemonWorld& world) {
  std::vector<testing::KeptRevision> all;
  const auto newest = world.settings().revision();
  for (std::uint64_t number = 1; number <= newest; ++number) {
    const auto revision = world.settings(number);
    testing::KeptRevision each{values_of(revision.overrides()), revision.transaction_id(), 0};
    const auto report = world.transaction(revision.transaction_id());
    if (report.kind() == v1::Transaction::KIND_REVERT)
      each.goes_back_to = world.transaction(report.reverts_transaction_id()).base_revision();
    all.push_back(std::move(each));
  }
  return all;
}

TEST(Linearizability, holds_for_sixteen_clients_at_once) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  DaemonWorld world({.settings = R"({"camera":{"enabled":false}})"});
  Shared shared;
  Watching from_the_start(world.settings_stub(), 0);
  std::vector<std::thread> threads;
  for (unsigned n = 0; n < clients; ++n)
    threads.emplace_back([&, n] { Client(world.settings_stub(), shared, seed + n).run(); });
  for (auto& each : threads) each.join();
  // What still awaits confirmation goes back before the history is read.
  ASSERT_TRUE(testing::eventually([&] { return world.apply("{}").reason != "CONFIRMATION_PENDING"; }));
  OperationHistory history{.operations = std::move(shared.done), .revisions = kept(world), .watches = {}};
  const auto newest = history.revisions.size();
  Watching afterwards(world.settings_stub(), newest / 2);
  history.watches = {from_the_start.until(newest), afterwards.until(newest)};
  // On a busy machine changes that await their confirmation hold up many others.
  EXPECT_GT(newest, 20U) << "too little happened";
  EXPECT_TRUE(std::any_of(history.revisions.begin(), history.revisions.end(), [](const auto& revision) {
    return revision.goes_back_to != 0;
  })) << "nothing was taken back";
  EXPECT_EQ(testing::violations_of(history), std::vector<std::string>());
}

}  // namespace
}  // namespace visiond
