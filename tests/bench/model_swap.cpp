// model_swap: one neural network takes another's place while 30 frames a second come; from request to answer. Beside
// it, while the same daemon runs: loading that network, its first forward, and then the floor, because the answer is
// durable (ADR 17). A request comes at any time, so both begin at every part of a frame's interval alike; right after a
// result two thirds of it would pass without any other load. Longest gap between results beside the longest without any
// change.
#include "tests/bench/daemon_process.hpp"
#include "tests/bench/floor_process.hpp"
#include "tests/bench/public_models.hpp"
#include "tests/bench/result_listener.hpp"
#include "tests/bench/row.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <opencv2/dnn.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace visiond::bench {
namespace {

constexpr double frame_ms = 1000.0 / 30;

template <class Work>
double milliseconds(Work work) {
  const auto before = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count();
}

// With OpenCV alone.
void load_and_forward(const models::Manifest& model) {
  auto net = cv::dnn::readNet(model.network.string(), model.weights.string());
  const cv::Mat image(480, 640, CV_8UC3, cv::Scalar::all(128));
  net.setInput(cv::dnn::blobFromImage(image, model.input.scale, {model.input.width, model.input.height}));
  std::vector<cv::Mat> results;
  net.forward(results, net.getUnconnectedOutLayersNames());
}

// The n-th of the starts that spread evenly over a frame's interval, however many there are.
void wait_into_frame(int n) {
  constexpr double golden_ratio = 0.6180339887498949;
  const double part = std::fmod(n * golden_ratio, 1.0);
  boost::asio::io_context context;
  boost::asio::steady_timer(context, std::chrono::microseconds(std::lround(part * frame_ms * 1000))).wait();
}

// The mean of both models' medians: they differ too much for one median.
double typical(const std::array<std::vector<double>, 2>& times) {
  return (percentile(times[0], 50) + percentile(times[1], 50)) / 2;
}

}  // namespace

std::vector<Row> model_swap_rows(const Options& options) {
  const auto found = find_public_models("model_swap");
  if (!found) return {};
  const std::array models{found->fastestdet, found->yolo_fastest};
  DaemonProcess daemon(options.visiond, options.state_root,
                       R"({"camera":{"width":640,"height":480,"fps":30,"queue_frames":8},
                           "detection":{"backend":"dnn","model":"yolo-fastest@1.1"}})",
                       found->folder);
  FloorProcess floor(daemon.folder());
  floor.append();
  const int swaps = std::max(6, static_cast<int>(60 * options.scale));
  ResultListener listener(daemon.vision());
  listener.wait_for(30);
  std::array<std::vector<double>, 2> ours, limit, network_alone;
  double quiet_ms = 0, busy_ms = 0;
  std::uint64_t lost = 0, lost_before = 0;
  for (int n = 0; n < swaps; ++n) {
    const auto which = static_cast<std::size_t>(n % 2);
    // The limit's own work is the load beside which nothing changes.
    listener.reset();
    wait_into_frame(n / 2);
    network_alone[which].push_back(milliseconds([&] { load_and_forward(models[which]); }));
    limit[which].push_back(network_alone[which].back() + milliseconds([&] { floor.append(); }));
    listener.wait_for(8);
    quiet_ms = std::max(quiet_ms, listener.seen().longest_ms);
    lost_before += listener.seen().lost;
    listener.reset();
    wait_into_frame(n / 2);
    const auto patch = R"({"detection":{"model":")" + models[which].name() + R"("}})";
    ours[which].push_back(milliseconds([&] { daemon.apply(patch); }));
    listener.wait_for(8);
    const auto seen = listener.seen();
    busy_ms = std::max(busy_ms, seen.longest_ms);
    lost += seen.lost;
  }
  Row row{.name = "model_swap", .value = typical(ours), .unit = "ms", .limit = typical(limit), .target = 1.2};
  row.failed = lost != 0 || busy_ms > quiet_ms + frame_ms / 2;
  row.note = std::to_string(swaps) + " swaps of yolo-fastest and fastestdet, " +
             std::to_string(typical(ours) / typical(network_alone)) + " of the limit without the floor, " +
             std::to_string(lost) + " frames lost (without swaps " + std::to_string(lost_before) + "), longest gap " +
             std::to_string(busy_ms) + " ms, without swaps " + std::to_string(quiet_ms) + " ms";
  return {row};
}

}  // namespace visiond::bench
