#pragma once
// What a model is: one folder with a model.json, which names its files with their digests and says how pictures go in
// and results come out. Immutable once read; the functions are thread-safe.

#include "daemon/base/error.hpp"

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace visiond::models {

enum class Task { detection, classification };
enum class Format { darknet, onnx, caffe, tensorflow, opencv_ml, cascade };
// The order of the input's axes after the first, which is always the batch: channel, height, width or the other way.
enum class Layout { nchw, nhwc };
// How a picture of another shape fits: stretched, or whole with borders.
enum class Resize { stretch, letterbox };
// How a network's outputs become results; `none` for formats that need none.
enum class Decoder {
  none,
  yolo_darknet,
  yolov5,
  yolov8,
  yolox,
  ssd,
  fastestdet,
  scores_boxes,
  blazeface,
  softmax,
};

// A value of the input is (pixel − mean) · scale, the mean in the order of the network's channels.
struct Input {
  int width = 0, height = 0;  // pixels; 0 only where the format does not ask for them
  Layout layout = Layout::nchw;
  Resize resize = Resize::stretch;
  double scale = 1;
  std::array<double, 3> mean{};
  bool swap_rb = false;  // true: the network takes RGB, false: BGR
};

// What an opencv-ml model is given of a picture: histograms of oriented gradients or the pixels themselves, of the
// picture stretched to a size, or what a layer of a neural network answers.
enum class FeatureType { hog, pixels, dnn };
struct Features {
  FeatureType type = FeatureType::hog;
  int width = 0, height = 0;  // pixels, of hog and pixels
  std::string model{};        // of dnn: the network, as id@version
  std::string layer{};        // of dnn; empty: the network's one output
};

struct Manifest {
  std::string id, version;
  Task task = Task::detection;
  Format format = Format::onnx;
  Decoder decoder = Decoder::none;
  Input input;                                     // of all formats but opencv-ml
  Features features;                               // of opencv-ml
  std::filesystem::path folder, network, weights;  // absolute; weights empty where there are none
  std::filesystem::path report;                    // how it was trained; empty where nobody wrote that down
  std::vector<std::string> labels;                 // by class index
  std::map<std::string, std::string> sha256;       // file name → 64 lower-case hexadecimal digits
  std::string license, origin;

  std::string name() const { return id + "@" + version; }
};

// "opencv-ml" for Format::opencv_ml: the words of model.json.
std::string_view to_string(Format format);
std::string_view to_string(Decoder decoder);

// A model.json's text; `folder` is only put before the names of its files, nothing is read. INVALID_REQUEST lists every
// mistake by its JSON key, one a line. Labels that stand in a file are still missing, see `labels_file`.
struct ManifestText {
  Manifest manifest;
  std::filesystem::path labels_file;  // empty where the labels stand in the text
};
base::Result<ManifestText> parse_manifest(std::string_view text, const std::filesystem::path& folder);

// The folder's model.json and labels; that every file it names is there and lies inside the folder. Digests are not
// compared: see verify().
base::Result<Manifest> read_manifest(const std::filesystem::path& folder);

// Compares every file with its digest, which `digest_of` knows: nothing where the file cannot be read.
using DigestOf = std::function<std::optional<std::string>(const std::filesystem::path&)>;
base::Result<void> verify(const Manifest& manifest, const DigestOf& digest_of);

}  // namespace visiond::models
