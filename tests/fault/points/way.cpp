#include "tests/fault/points/way.hpp"

#include "tests/support/tiny_classifier.hpp"
#include "tests/support/waiting.hpp"

#include <google/protobuf/util/json_util.h>
#include <grpcpp/grpcpp.h>

#include <csignal>
#include <fstream>
#include <stdexcept>

namespace visiond::testing {
namespace {

constexpr std::chrono::seconds call_limit{20};
constexpr const char* any_change = R"({"camera":{"name":"x"},"detection":{"max_detections":7},"inference":{"top_k":7},
                                       "gemini":{"max_attempts":7},"training":{"epochs":7},"ui":{"preview_fps":7},
                                       "daemon":{"history_limit":777}})";

std::string initial_settings(Way way, std::chrono::milliseconds time_out) {
  const bool once = way == Way::switch_camera || way == Way::switch_back;
  return std::string(R"({"camera":{"source":"synthetic:)") + (once ? "#exclusive=1" : "") +
         R"(","width":160,"height":120,"fps":20,"frame_timeout_ms":1000},"daemon":{"transaction_timeout_ms":)" +
         std::to_string(time_out.count()) + "}}";
}

std::unique_ptr<grpc::ClientContext> new_call() {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + call_limit);
  return context;
}

std::unique_ptr<v1::SettingsService::Stub> connect(const std::string& address) {
  grpc::ChannelArguments own;
  own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return v1::SettingsService::NewStub(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), own));
}

}  // namespace

const std::vector<PointOnWay>& points_on_ways() {
  // At the start, in an empty folder, each section is prepared and revision 1 is committed.
  static const std::vector<PointOnWay> all{
      {"app.before_close", Way::stop},
      {"app.before_ready", Way::start},
      {"camera.after_close", Way::switch_camera},
      {"camera.open", Way::start},
      {"camera.prepare", Way::change, 2},
      {"camera.read", Way::start},
      {"camera.switch_back", Way::switch_back},
      {"camera.switch_over", Way::switch_camera},
      {"commit.after", Way::change},
      {"commit.before", Way::change},
      {"confirm.after", Way::confirm},
      {"confirm.before", Way::confirm},
      {"daemon.prepare", Way::change, 2},
      {"detection.load", Way::recreate, 2},
      {"detection.prepare", Way::change, 2},
      {"detection.process", Way::start},
      {"detection.rehearse", Way::recreate},
      {"gemini.prepare", Way::change, 2},
      {"inference.load", Way::recreate},
      {"inference.prepare", Way::change, 2},
      {"inference.process", Way::start},
      {"inference.rehearse", Way::recreate},
      {"journal.answer", Way::change},
      {"pipeline.after_flip", Way::change},
      {"pipeline.assemble", Way::change},
      {"pipeline.before_flip", Way::change},
      {"revert.after", Way::cancel},
      {"revert.before", Way::cancel},
      {"rpc.before_answer", Way::change},
      {"rpc.before_submit", Way::change},
      {"start_up.document", Way::start},
      {"start_up.prepare", Way::start},
      {"start_up.serve", Way::start},
      {"store.after_arm", Way::tentative},
      {"store.after_begin", Way::change, 2},
      {"store.after_commit", Way::change, 2},
      {"store.after_disarm", Way::cancel},
      {"store.after_insert", Way::change, 2},
      {"store.before_begin", Way::change, 2},
      {"store.before_commit", Way::change, 2},
      {"store.before_rename", Way::start},
      {"store.checkpoint", Way::change},
      {"store.confirm", Way::confirm},
      {"store.migrate", Way::start},
      {"store.open", Way::start},
      {"store.record", Way::failing},
      {"store.record_timings", Way::change},
      {"store.request", Way::change},
      {"store.revision", Way::rollback},
      {"store.set_aside", Way::damaged},
      {"store.settle", Way::undecided},
      {"store.undecided", Way::change, 2},
      {"training.prepare", Way::change, 2},
      {"ui.prepare", Way::change, 2},
  };
  return all;
}

WayWorld::WayWorld(const PointOnWay& point, std::chrono::milliseconds time_out)
    : point_(point), daemon_(initial_settings(point.way, time_out)) {
  install_tiny_classifier(models_, "light");
}

void WayWorld::damage_store() {
  if (!daemon_.start({}, {"--models-dir", models_.path()}) || daemon_.end(SIGTERM) != 0)
    throw std::runtime_error("it does not start: " + log());
  std::fstream file(std::filesystem::path(daemon_.state_dir()) / "visiond.db",
                    std::ios::in | std::ios::out | std::ios::binary);
  file << std::string(4096, '?');
}

v1::Transaction WayWorld::change(const std::string& patch, bool tentative) {
  v1::ApplyTransactionRequest request;
  if (!google::protobuf::util::JsonStringToMessage(patch, request.mutable_patch()).ok())
    throw std::logic_error("bad JSON in a test");
  if (tentative) request.mutable_confirm_timeout()->set_seconds(600);
  request.set_request_id("00000000-0000-4000-8000-000000000001");
  v1::Transaction answer;
  settings_->ApplyTransaction(new_call().get(), request, &answer);
  return answer;
}

void WayWorld::walk() {
  settings_ = connect(daemon_.address());
  v1::Transaction answer;
  v1::ConfirmTransactionRequest confirmation;
  v1::CancelTransactionRequest cancellation;
  v1::RollbackSettingsRequest rollback;
  switch (point_.way) {
    case Way::start:
    case Way::damaged:
      break;
    case Way::stop:
      daemon_.send(SIGTERM);
      break;
    case Way::change:
    case Way::undecided:
      change(any_change);
      break;
    case Way::recreate:
      change(R"({"detection":{"motion_history":77},"inference":{"classifier":"light@1"}})");
      break;
    case Way::switch_camera:
    case Way::switch_back:
      change(R"({"camera":{"fps":15}})");
      break;
    case Way::failing:
      change(R"({"camera":{"source":"synthetic:#fail_open=1"}})");
      break;
    case Way::rollback:
      change(any_change);
      rollback.set_revision(1);
      settings_->RollbackSettings(new_call().get(), rollback, &answer);
      break;
    case Way::tentative:
      change(any_change, true);
      break;
    case Way::confirm:
      confirmation.set_transaction_id(change(any_change, true).transaction_id());
      settings_->ConfirmTransaction(new_call().get(), confirmation, &answer);
      break;
    case Way::cancel:
      cancellation.set_transaction_id(change(any_change, true).transaction_id());
      settings_->CancelTransaction(new_call().get(), cancellation, &answer);
      break;
  }
}

std::optional<int> WayWorld::go(const std::string& action, std::chrono::milliseconds limit) {
  if (point_.way == Way::damaged) damage_store();
  std::string armed = std::string(point_.point) + "=" + std::to_string(point_.pass) + "*" + action;
  if (point_.way == Way::switch_back) armed += ";camera.after_close=error";
  if (point_.way == Way::undecided) armed += ";store.undecided=2*error";
  if (daemon_.start(armed, {"--models-dir", models_.path()})) walk();
  return daemon_.wait_for_end(point_.way == Way::stop ? std::chrono::milliseconds(20000) : limit);
}

// What awaits confirmation can be confirmed, or is being taken back.
std::string WayWorld::settle(const std::string& transaction) {
  v1::GetTransactionRequest request;
  request.set_transaction_id(transaction);
  v1::ConfirmTransactionRequest confirmation;
  confirmation.set_transaction_id(transaction);
  const bool settled = eventually([&] {
    v1::Transaction seen, confirmed;
    const auto status = settings_->GetTransaction(new_call().get(), request, &seen);
    // What is saved of a damaged store has no transactions.
    if (!status.ok()) return status.error_code() == grpc::StatusCode::NOT_FOUND;
    return seen.state() != v1::Transaction::STATE_AWAITING_CONFIRMATION ||
           settings_->ConfirmTransaction(new_call().get(), confirmation, &confirmed).ok();
  });
  return settled ? "" : "what awaits confirmation is neither confirmed nor taken back";
}

std::string WayWorld::what_is_broken() {
  if (!daemon_.runs()) {
    std::vector<std::string> arguments{"--models-dir", models_.path()};
    if (point_.way == Way::damaged) arguments.push_back("--start-from-newest-readable");
    if (!daemon_.start({}, std::move(arguments))) return "it does not start again";
  }
  settings_ = connect(daemon_.address());
  v1::Revision running;
  if (!settings_->GetSettings(new_call().get(), {}, &running).ok()) return "it does not tell its settings";
  if (auto broken = settle(running.transaction_id()); !broken.empty()) return broken;
  settings_->GetSettings(new_call().get(), {}, &running);
  v1::ListRevisionsResponse revisions;
  if (!settings_->ListRevisions(new_call().get(), {}, &revisions).ok()) return "it does not list its revisions";
  const auto newest = static_cast<std::uint64_t>(revisions.revisions_size());
  if (newest == 0 || revisions.revisions(0).revision() != newest) return "its revisions have gaps";
  if (running.revision() != newest) return "in force is not the newest revision";
  v1::Transaction answer;
  v1::ApplyTransactionRequest request;
  auto& daemon = *(*request.mutable_patch()->mutable_fields())["daemon"].mutable_struct_value();
  (*daemon.mutable_fields())["history_limit"].set_number_value(4000 + static_cast<double>(newest));
  const auto status = settings_->ApplyTransaction(new_call().get(), request, &answer);
  if (!status.ok()) return "a change does not work: " + status.error_message();
  return answer.revision() == newest + 1 ? "" : "a change made revision " + std::to_string(answer.revision());
}

}  // namespace visiond::testing
