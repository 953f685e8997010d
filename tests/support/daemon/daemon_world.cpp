#include "tests/support/daemon/daemon_world.hpp"

#include "daemon/settings/json_text.hpp"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

#include <google/protobuf/util/json_util.h>
#include <spdlog/sinks/sink.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace visiond::testing {
namespace {

void read_details(Applied& applied) {
  google::rpc::Status details;
  details.ParseFromString(applied.status.error_details());
  for (const auto& detail : details.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info)) applied.reason = info.reason();
    detail.UnpackTo(&applied.transaction);
  }
}

}  // namespace

DaemonWorld::DaemonWorld(Options options)
    : options_(std::move(options)), address_("unix:" + (folder_.path() / "visiond.sock").string()) {
  start();
}

DaemonWorld::~DaemonWorld() = default;

void DaemonWorld::start() {
  // The daemon sets the level of the logger, not of where it goes.
  for (const auto& sink : spdlog::default_logger()->sinks()) sink->set_level(spdlog::level::critical);
  app::DaemonOptions options;
  options.config.listen = {address_};
  options.config.state_dir = folder_.path() / "state";
  options.config.models_dir = options_.models_dir.empty() ? folder_.path() / "models" : options_.models_dir;
  options.config.allow_fault_options = true;
  options.initial_settings = settings::read_json(options_.settings)->as_object();
  options.detectors = options_.detectors;
  options.classifiers = options_.classifiers;
  auto daemon = app::Daemon::start(std::move(options));
  if (!daemon) throw std::runtime_error(daemon.error().message);
  daemon_ = std::move(*daemon);
  if (!daemon_->wait_until_ready(std::chrono::seconds(30))) throw std::runtime_error("the daemon does not get ready");
  channel_ = grpc::CreateChannel(address_, grpc::InsecureChannelCredentials());
  settings_ = v1::SettingsService::NewStub(channel_);
  vision_ = v1::VisionService::NewStub(channel_);
}

void DaemonWorld::stop() {
  settings_.reset();
  vision_.reset();
  channel_.reset();
  daemon_.reset();
}

void DaemonWorld::restart() {
  stop();
  start();
}

Applied DaemonWorld::apply(const std::string& patch, const Change& change) {
  v1::ApplyTransactionRequest request;
  if (!google::protobuf::util::JsonStringToMessage(patch, request.mutable_patch()).ok())
    throw std::logic_error("bad JSON in a test: " + patch);
  if (change) change(request);
  grpc::ClientContext context;
  Applied applied;
  applied.status = settings_->ApplyTransaction(&context, request, &applied.transaction);
  const auto& metadata = context.GetServerInitialMetadata();
  if (const auto found = metadata.find("visiond-transaction-id"); found != metadata.end())
    applied.announced_id.assign(found->second.data(), found->second.size());
  if (!applied.status.ok()) read_details(applied);
  return applied;
}

v1::Transaction DaemonWorld::commit(const std::string& patch) {
  auto applied = apply(patch);
  if (!applied.status.ok()) throw std::runtime_error(patch + " does not commit: " + applied.status.error_message());
  return std::move(applied.transaction);
}

v1::Revision DaemonWorld::settings(std::uint64_t revision) {
  grpc::ClientContext context;
  v1::GetSettingsRequest request;
  request.set_revision(revision);
  v1::Revision answer;
  const auto status = settings_->GetSettings(&context, request, &answer);
  if (!status.ok()) throw std::runtime_error(status.error_message());
  return answer;
}

v1::Transaction DaemonWorld::transaction(const std::string& id) {
  grpc::ClientContext context;
  v1::GetTransactionRequest request;
  request.set_transaction_id(id);
  v1::Transaction answer;
  const auto status = settings_->GetTransaction(&context, request, &answer);
  if (!status.ok()) throw std::runtime_error(status.error_message());
  return answer;
}

std::string DaemonWorld::value(const std::string& section, const std::string& setting) {
  const auto revision = settings();
  const auto& value = revision.settings().fields().at(section).struct_value().fields().at(setting);
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(value, &text).ok()) throw std::runtime_error("no JSON");
  return text;
}

v1::Status DaemonWorld::status() {
  grpc::ClientContext context;
  v1::Status answer;
  const auto status = vision_->GetStatus(&context, {}, &answer);
  if (!status.ok()) throw std::runtime_error(status.error_message());
  return answer;
}

v1::Metrics DaemonWorld::metrics() {
  grpc::ClientContext context;
  v1::Metrics answer;
  const auto status = v1::MetricsService::NewStub(channel_)->GetMetrics(&context, {}, &answer);
  if (!status.ok()) throw std::runtime_error(status.error_message());
  return answer;
}

}  // namespace visiond::testing
