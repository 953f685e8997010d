// pipeline_fps_hog: unpaced video through a detector, beside the same calls in a bare OpenCV loop with the same
// threads.
#include "services/detection/hog.hpp"
#include "tests/bench/daemon_process.hpp"
#include "tests/bench/row.hpp"

#include <opencv2/objdetect.hpp>
#include <opencv2/videoio.hpp>

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace visiond::bench {
namespace {

constexpr auto video = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// What anyone would write first: read, detect, read, detect.
double bare_loop_fps(int frames) {
  cv::VideoCapture capture(video);
  cv::HOGDescriptor hog;
  hog.setSVMDetector(cv::HOGDescriptor::getDefaultPeopleDetector());
  cv::Mat image;
  std::vector<cv::Rect> found;
  std::vector<double> weights;
  const auto once = [&] {
    if (!capture.read(image)) throw std::runtime_error("the video is shorter than the benchmark");
    detection::HogDetector::run(hog, image, found, weights);
  };
  once();
  const auto start = std::chrono::steady_clock::now();
  for (int n = 0; n < frames; ++n) once();
  return frames / seconds_since(start);
}

double visiond_fps(const Options& options, int frames) {
  DaemonProcess daemon(
      options.visiond, options.state_root,
      std::string(R"({"camera":{"source":"file:)") + video + R"(#pace=0"},"detection":{"backend":"hog"}})");
  grpc::ClientContext context;
  v1::StreamDetectionsRequest request;
  request.set_include_empty(true);
  const auto reader = daemon.vision().StreamDetections(&context, request);
  v1::FrameDetections result;
  if (!reader->Read(&result)) throw std::runtime_error("no results");
  const auto first = result.frame_sequence();
  const auto start = std::chrono::steady_clock::now();
  while (reader->Read(&result) && result.frame_sequence() < first + static_cast<std::uint64_t>(frames)) {
  }
  const double fps = static_cast<double>(result.frame_sequence() - first) / seconds_since(start);
  context.TryCancel();
  reader->Finish();
  return fps;
}

}  // namespace

std::vector<Row> pipeline_fps_rows(const Options& options) {
  const int frames = std::clamp(static_cast<int>(150 * options.scale), 10, 700);
  std::vector<double> ours, bare;
  for (int round = 0; round < 5; ++round) {
    bare.push_back(bare_loop_fps(frames));
    ours.push_back(visiond_fps(options, frames));
  }
  std::vector<double> ratios;
  for (std::size_t n = 0; n < ours.size(); ++n) ratios.push_back(ours[n] / bare[n]);
  Row row{.name = "pipeline_fps_hog",
          .value = percentile(ours, 50),
          .unit = "1/s",
          .limit = percentile(bare, 50),
          .target = 1};
  row.at_least = true;
  row.note = "hog on 768x576, " + std::to_string(frames) + " frames a round, ratio round by round " +
             std::to_string(percentile(ratios, 0)) + " to " + std::to_string(percentile(ratios, 100));
  return {row};
}

}  // namespace visiond::bench
