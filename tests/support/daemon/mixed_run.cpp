#include "tests/support/daemon/mixed_run.hpp"

#include "tests/support/daemon/echo_classifier.hpp"
#include "tests/support/daemon/echo_detector.hpp"
#include "tests/support/daemon/result_log.hpp"

#include <map>
#include <random>
#include <stdexcept>

namespace visiond::testing {
namespace {

constexpr double fps = 30;

// What a result must show.
struct Shown {
  int width = 320, height = 240;
  int limit = EchoDetector::most;
  double confidence = 0.5;
  std::string backend = "motion";
  std::string tracking = "none";
  std::string classifier{};
  int top_k = 3;
};

class Changes {
 public:
  explicit Changes(std::uint32_t seed) : random_(seed) {}

  // Changes some of it; the patch as JSON.
  std::string next(Shown& shown, MixedRun& run) {
    std::string camera, detection;
    if (one_in(3)) {
      shown.width = 320 + 2 * below(160), shown.height = 240 + 2 * below(120);
      camera = R"("width":)" + std::to_string(shown.width) + R"(,"height":)" + std::to_string(shown.height);
      ++run.size_changes;
    }
    shown.limit = 1 + below(EchoDetector::most);
    // Thousandths are exact in their shortest text.
    shown.confidence = below(1000) / 1000.0;
    detection = R"("max_detections":)" + std::to_string(shown.limit) + R"(,"confidence":)" +
                EchoDetector::label(shown.confidence).substr(11);
    if (one_in(4)) {
      shown.backend = shown.backend == "motion" ? "hog" : "motion";
      detection += R"(,"backend":")" + shown.backend + '"';
    }
    return R"({"camera":{)" + camera + R"(},"detection":{)" + detection + R"(},"inference":{)" + inference(shown) +
           "}}";
  }

 private:
  std::string inference(Shown& shown) {
    static constexpr const char* trackings[] = {"none", "iou", "kalman"};
    static constexpr const char* classifiers[] = {"", "one@1", "two@1"};
    if (one_in(3)) shown.tracking = trackings[below(3)];
    if (one_in(4)) shown.classifier = classifiers[below(3)];
    shown.top_k = 1 + below(EchoClassifier::most);
    return R"("tracking":")" + shown.tracking + R"(","classifier":")" + shown.classifier + R"(","top_k":)" +
           std::to_string(shown.top_k);
  }
  int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint32_t>(limit)); }
  bool one_in(int many) { return below(many) == 0; }
  std::mt19937 random_;
};

std::string mistake_in(const v1::FrameDetections& result, const Shown& shown) {
  const auto differs = [&](const std::string& what, const std::string& is, const std::string& should) {
    return "frame " + std::to_string(result.frame_sequence()) + " of revision " + std::to_string(result.revision()) +
           ": " + what + " is " + is + ", not " + should;
  };
  const auto size = std::to_string(result.frame_width()) + "x" + std::to_string(result.frame_height());
  const auto right_size = std::to_string(shown.width) + "x" + std::to_string(shown.height);
  if (size != right_size) return differs("the size", size, right_size);
  if (result.detections_size() != shown.limit)
    return differs("the number of detections", std::to_string(result.detections_size()), std::to_string(shown.limit));
  if (result.detections(0).label() != EchoDetector::label(shown.confidence))
    return differs("the threshold", result.detections(0).label(), EchoDetector::label(shown.confidence));
  if (result.model() != shown.backend) return differs("the backend", result.model(), shown.backend);
  for (const auto& detection : result.detections()) {
    const std::string tracked = detection.track_id() != 0 ? "on" : "off",
                      right = shown.tracking != "none" ? "on" : "off";
    if (tracked != right) return differs("tracking", tracked, right);
    const int kinds = detection.classifications_size(), right_kinds = shown.classifier.empty() ? 0 : shown.top_k;
    if (kinds != right_kinds) return differs("top_k", std::to_string(kinds), std::to_string(right_kinds));
    if (kinds > 0 && detection.classifications(0).label() != shown.classifier)
      return differs("the classifier", detection.classifications(0).label(), shown.classifier);
  }
  return {};
}

std::uint64_t drops_of(const v1::Status& status, const std::string& stage, const std::string& reason) {
  for (const auto& each : status.stages()) {
    if (each.name() != stage) continue;
    for (const auto& drop : each.drops())
      if (drop.reason() == reason) return drop.count();
  }
  return 0;
}

}  // namespace

DaemonWorld::Options mixed_run_options() {
  return {.settings = R"({"camera":{"source":"synthetic:","width":320,"height":240,"fps":30,
                                    "queue_frames":16},
                          "detection":{"max_detections":64},
                          "inference":{"tracking":"none","track_min_hits":1,"track_max_age":1,"min_probability":0}})",
          .detectors = make_echo_detector,
          .classifiers = make_echo_classifier};
}

MixedRun run_mixed(DaemonWorld& world, int transactions, std::uint32_t seed) {
  MixedRun run;
  Shown shown;
  std::map<std::uint64_t, Shown> expected{{world.settings().revision(), shown}};
  ResultLog log(world.vision_stub());
  if (!log.wait_for_more(30)) throw std::runtime_error("no frames before the first transaction");
  Changes changes(seed);
  for (; run.transactions < transactions; ++run.transactions) {
    const auto answer = world.commit(changes.next(shown, run));
    expected[answer.revision()] = shown;
  }
  if (!log.wait_for_revision(expected.rbegin()->first) || !log.wait_for_more(10))
    throw std::runtime_error("no frames of the last revision");
  const auto results = log.results();
  for (const auto& result : results) {
    const auto mistake = mistake_in(result, expected.at(result.revision()));
    if (mistake.empty()) continue;
    if (run.first_mix.empty()) run.first_mix = mistake;
    ++run.mixed;
  }
  run.results = results.size();
  run.lost = missing_sequences(results);
  run.late = drops_of(world.status(), "camera", "late");
  const auto missing = missing_ticks_at_cut_overs(results, fps);
  run.lost_at_cut_over = missing.count > run.late ? missing.count - run.late : 0;
  run.first_loss = missing.first;
  return run;
}

}  // namespace visiond::testing
