// visiond_bare_loop VIDEO NETWORK WEIGHTS FRAMES: what anyone would write first with OpenCV alone: read a frame, put it
// through a Darknet network, keep what is sure, and so on. Prints frames a second, the median milliseconds of
// detecting, and the bytes resident at the end. The limit of the rows pipeline_fps, pipeline_latency and memory.
#include <opencv2/dnn.hpp>
#include <opencv2/videoio.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <unistd.h>
#include <vector>

namespace {

constexpr float confidence = 0.5F, overlap = 0.45F;

class Detector {
 public:
  Detector(const char* network, const char* weights)
      : net_(cv::dnn::readNetFromDarknet(network, weights)), outputs_(net_.getUnconnectedOutLayersNames()) {}

  std::size_t detect(const cv::Mat& image) {
    net_.setInput(cv::dnn::blobFromImage(image, 1 / 255.0, {320, 320}, {}, /*swapRB=*/true));
    std::vector<cv::Mat> results;
    net_.forward(results, outputs_);
    std::map<int, std::vector<cv::Rect2d>> boxes;
    std::map<int, std::vector<float>> scores;
    for (const auto& result : results) {
      for (int n = 0; n < result.rows; ++n) {
        const auto* row = result.ptr<float>(n);
        const auto* best = std::max_element(row + 5, row + result.cols);
        if (*best < confidence) continue;
        const auto label = static_cast<int>(best - row);
        boxes[label].emplace_back((row[0] - row[2] / 2) * image.cols, (row[1] - row[3] / 2) * image.rows,
                                  row[2] * image.cols, row[3] * image.rows);
        scores[label].push_back(*best);
      }
    }
    std::size_t found = 0;
    for (const auto& [label, all] : boxes) {
      std::vector<int> kept;
      cv::dnn::NMSBoxes(all, scores[label], confidence, overlap, kept);
      found += kept.size();
    }
    return found;
  }

 private:
  cv::dnn::Net net_;
  std::vector<cv::String> outputs_;
};

long resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  long size = 0, resident = 0;
  statm >> size >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

double milliseconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  if (argc != 5) return std::fputs("usage: visiond_bare_loop VIDEO NETWORK WEIGHTS FRAMES\n", stderr), 2;
  cv::VideoCapture video(argv[1]);
  Detector detector(argv[2], argv[3]);
  const int frames = std::atoi(argv[4]);
  cv::Mat image;
  std::vector<double> detecting;
  std::size_t found = 0;
  Clock::time_point start;
  // The first frame warms everything up.
  for (int n = 0; n <= frames; ++n) {
    if (!video.read(image)) return std::fputs("the video is too short\n", stderr), 1;
    const auto before = Clock::now();
    found += detector.detect(image);
    detecting.push_back(milliseconds(Clock::now() - before));
    if (n == 0) start = Clock::now();
  }
  const double fps = frames / (milliseconds(Clock::now() - start) / 1e3);
  std::nth_element(detecting.begin(), detecting.begin() + frames / 2, detecting.end());
  std::printf("%f %f %ld\n", fps, detecting[static_cast<std::size_t>(frames) / 2], resident_bytes());
  return found > 0 ? 0 : 1;
}
