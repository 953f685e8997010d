#pragma once
// The seam at neural networks: whoever can load a model and put a blob through it. Decoders, pre-processing and the
// cut-over know nothing else of it, so a faster engine is one more class.

#include "services/models/manifest.hpp"

#include <opencv2/core/mat.hpp>

#include <memory>
#include <string>
#include <vector>

namespace visiond::engine {

// The lengths of a tensor's axes.
using Shape = std::vector<int>;

// A loaded network. Used by one thread at a time.
class Network {
 public:
  virtual ~Network() = default;
  // The outputs for a blob that make_blob() made, in the network's own order, as 32-bit floats. They are valid until
  // the next call. ROLLED_BACK where the blob does not go through, as when the network wants another size.
  virtual base::Result<std::vector<cv::Mat>> forward(const cv::Mat& blob) = 0;
  // The output of one layer for such a blob; of an empty name, the network's own, which must be one. Valid until the
  // next call. ROLLED_BACK where there is no such layer; an engine that keeps no layers knows none.
  virtual base::Result<cv::Mat> layer(const cv::Mat& blob, const std::string& name);
  // Of the outputs for a blob of this shape, and the same failures, before anything is computed where the engine can.
  virtual base::Result<std::vector<Shape>> output_shapes(const Shape& blob);
};

// Thread-safe.
class InferenceEngine {
 public:
  virtual ~InferenceEngine() = default;
  // ROLLED_BACK with what is wrong with the files. The first forward() is slow, because it allocates: whoever rehearses
  // with the network also warms it up.
  virtual base::Result<std::unique_ptr<Network>> load(const models::Manifest& manifest) const = 0;
};

// OpenCV's dnn module on the processor; darknet, onnx, caffe and tensorflow.
std::shared_ptr<const InferenceEngine> opencv_engine();

}  // namespace visiond::engine
