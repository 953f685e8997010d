// apply_hot, apply_wide, validate_only: latencies beside the floor's, in turns of one call each, so that both see the
// same machine.
#include "tests/bench/daemon_process.hpp"
#include "tests/bench/floor_process.hpp"
#include "tests/bench/row.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <stdexcept>

namespace visiond::bench {
namespace {

constexpr int rounds = 5;
constexpr int calls = 2000;

double microseconds(const std::function<void()>& call) {
  const auto start = std::chrono::steady_clock::now();
  call();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

void require(const grpc::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error_message());
}

// Twelve settings over all sections; the values change with `n`, so that every call is a difference.
std::string wide_patch(int n) {
  const auto flip = std::to_string(n % 2);
  const auto truth = n % 2 == 0 ? "true" : "false";
  return R"({"camera":{"name":"bench )" + std::to_string(n) + R"(","brightness":0.)" + flip + R"(,"contrast":1.)" +
         flip + R"(},"detection":{"confidence":0.4)" + flip + R"(,"nms_iou":0.4)" + flip + R"(,"max_detections":5)" +
         flip + R"(,"min_area":0.0)" + flip + R"(},"ui":{"preview_fps":1)" + flip + R"(,"preview_quality":7)" + flip +
         R"(,"show_boxes":)" + truth + R"(,"show_labels":)" + truth + R"(},"daemon":{"history_limit":1000)" + flip +
         "}}";
}

std::string hot_patch(int n) { return R"({"detection":{"confidence":0.)" + std::to_string(100 + n % 800) + "}}"; }

// Medians over the rounds of the percentile within each round.
struct Series {
  std::vector<double> p50, p99;
  void add(const std::vector<double>& round) {
    p50.push_back(percentile(round, 50));
    p99.push_back(percentile(round, 99));
  }
};

Row latency_row(const std::string& name, const Series& ours, const Series& limit, double target) {
  Row row{.name = name,
          .value = percentile(ours.p50, 50),
          .unit = "µs",
          .limit = percentile(limit.p50, 50),
          .target = target};
  row.note = "p99 " + std::to_string(static_cast<int>(percentile(ours.p99, 50))) + " µs, limit's p99 " +
             std::to_string(static_cast<int>(percentile(limit.p99, 50))) + " µs";
  return row;
}

using MakeRequest = std::function<v1::ApplyTransactionRequest(int)>;
using Apply = std::function<void(const v1::ApplyTransactionRequest&)>;

// Neither side's request is made while the clock runs.
std::pair<Series, Series> interleave(int count, const MakeRequest& make, const Apply& apply,
                                     const std::function<void()>& limit) {
  std::pair<Series, Series> result;
  int n = 0;
  for (int i = 0; i < count / 10; ++i) apply(make(n++)), limit();
  for (int round = 0; round < rounds; ++round) {
    std::vector<double> our_times, limit_times;
    for (int i = 0; i < count; ++i) {
      const auto request = make(n++);
      our_times.push_back(microseconds([&] { apply(request); }));
      limit_times.push_back(microseconds(limit));
    }
    result.first.add(our_times);
    result.second.add(limit_times);
  }
  return result;
}

}  // namespace

std::vector<Row> apply_rows(const Options& options) {
  DaemonProcess daemon(options.visiond, options.state_root, "{}");
  FloorProcess floor(daemon.folder());
  const int count = std::max(20, static_cast<int>(calls * options.scale));
  const auto apply = [&](const v1::ApplyTransactionRequest& request) {
    grpc::ClientContext context;
    v1::Transaction answer;
    require(daemon.settings().ApplyTransaction(&context, request, &answer));
    if (!request.validate_only() && !answer.changed()) throw std::runtime_error("a call made no difference");
  };
  const auto dry_request = [](int n) {
    auto request = request_of(wide_patch(n));
    request.set_validate_only(true);
    return request;
  };
  const auto append = [&] { floor.append(); };
  const auto [hot, hot_floor] = interleave(
      count, [](int n) { return request_of(hot_patch(n)); }, apply, append);
  const auto [wide, wide_floor] = interleave(
      count, [](int n) { return request_of(wide_patch(n)); }, apply, append);
  const auto [dry, null] = interleave(count, dry_request, apply, [&] { floor.null(); });
  return {latency_row("apply_hot", hot, hot_floor, 1.5), latency_row("apply_wide", wide, wide_floor, 2.0),
          latency_row("validate_only", dry, null, 1.5)};
}

}  // namespace visiond::bench
