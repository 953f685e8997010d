// pipeline_fps_whole and pipeline_fps_pictures: what tracking with classification, and what a subscriber of every
// picture, cost an unpaced pipeline with a neural network; beside the same pipeline without them.
#include "tests/bench/public_models.hpp"
#include "tests/bench/row.hpp"
#include "tests/bench/unpaced_run.hpp"
#include "tests/support/tiny_classifier.hpp"

#include <algorithm>

namespace visiond::bench {
namespace {

constexpr int rounds = 3;
const std::string bare = R"({"inference":{"tracking":"none"}})";
const std::string whole = R"({"inference":{"tracking":"kalman","classifier":"light@1"}})";

Row row_of(const std::string& name, const std::vector<double>& fps, const std::vector<double>& without) {
  // Costs are told, not judged: how much is too much is the user's to say.
  return {.name = name,
          .value = percentile(fps, 50),
          .unit = "1/s",
          .limit = percentile(without, 50),
          .target = 0,
          .at_least = true,
          .note = "yolo-fastest on 768x576, " + std::to_string(rounds) + " rounds"};
}

}  // namespace

std::vector<Row> whole_pipeline_rows(const Options& options) {
  const auto found = find_public_models("pipeline_fps_whole, pipeline_fps_pictures");
  if (!found) return {};
  const testing::ModelFolder models;
  std::filesystem::copy(found->folder / "yolo-fastest", models.path() / "yolo-fastest",
                        std::filesystem::copy_options::recursive);
  testing::install_tiny_classifier(models, "light");
  const int frames = std::clamp(static_cast<int>(400 * options.scale), 20, 700);
  std::vector<double> without, with_inference, with_pictures;
  for (int round = 0; round < rounds; ++round) {
    const auto fps = [&](const std::string& change, bool pictures) {
      return run_unpaced(options, {models.path(), frames, change, pictures}).fps;
    };
    without.push_back(fps(bare, false));
    with_inference.push_back(fps(whole, false));
    with_pictures.push_back(fps(bare, true));
  }
  return {row_of("pipeline_fps_whole", with_inference, without),
          row_of("pipeline_fps_pictures", with_pictures, without)};
}

}  // namespace visiond::bench
