// training_latency: from capture to detection at a client while a classifier is trained, beside the same daemon while
// none is, by turns.
#include "tests/bench/daemon_process.hpp"
#include "tests/bench/public_models.hpp"
#include "tests/bench/result_listener.hpp"
#include "tests/bench/row.hpp"
#include "tests/support/digits.hpp"
#include "tests/support/model_folder.hpp"
#include "visiond/v1/training.grpc.pb.h"

#include <algorithm>
#include <stdexcept>

namespace visiond::bench {
namespace {

constexpr int rounds = 5;
// More passes than any round takes; the run is never to stand still, so that it is the processor that is shared.
constexpr const char* settings = R"({"camera":{"width":640,"height":480,"fps":30},
    "detection":{"backend":"dnn","model":"yolo-fastest@1.1"},
    "training":{"method":"mlp","epochs":1000,"latency_target_ms":0}})";

void check(const grpc::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error_message());
}

void add_samples(v1::TrainingService::Stub& training) {
  constexpr int of_each = 100;
  for (const auto& digit : testing::cut_digits(of_each)) {
    grpc::ClientContext context;
    v1::AddSampleRequest request;
    v1::AddSampleResponse answer;
    request.set_label(digit.label);
    request.set_image(digit.png);
    check(training.AddSample(&context, request, &answer));
  }
}

void append(std::vector<double>& all, const std::vector<double>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

std::vector<Row> training_latency_rows(const Options& options) {
  const auto found = find_public_models("training_latency");
  if (!found || !std::filesystem::exists(testing::digits_sheet())) return {};
  const testing::ModelFolder models;
  std::filesystem::copy(found->folder / "yolo-fastest", models.path() / "yolo-fastest",
                        std::filesystem::copy_options::recursive);
  DaemonProcess daemon(options.visiond, options.state_root, settings, models.path());
  const auto training = v1::TrainingService::NewStub(daemon.channel());
  add_samples(*training);
  const auto frames = static_cast<std::uint64_t>(std::max(60, static_cast<int>(300 * options.scale)));
  ResultListener listener(daemon.vision());
  listener.wait_for(30);
  std::vector<double> quiet, busy;
  for (int round = 0; round < rounds; ++round) {
    listener.reset();
    listener.wait_for(frames);
    append(quiet, listener.seen().latencies);
    v1::TrainingRun run;
    grpc::ClientContext start, cancel;
    check(training->StartTraining(&start, {}, &run));
    listener.reset();
    listener.wait_for(frames);
    append(busy, listener.seen().latencies);
    check(training->CancelTraining(&cancel, {}, &run));
  }
  constexpr double worst = 99;
  return {{.name = "training_latency",
           .value = percentile(busy, worst),
           .unit = "ms",
           .limit = percentile(quiet, worst),
           .target = 1.5,
           .note = "p99 of " + std::to_string(busy.size()) + " frames, yolo-fastest on 640x480 at 30 fps; p50 " +
                   std::to_string(percentile(busy, 50)) + " ms, without training " +
                   std::to_string(percentile(quiet, 50)) + " ms"}};
}

}  // namespace visiond::bench
