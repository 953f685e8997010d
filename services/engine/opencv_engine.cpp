#include "services/engine/inference_engine.hpp"

#include <opencv2/dnn.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace visiond::engine {

using base::Error;
using base::ErrorCode;
using base::Result;
using models::Format;

namespace {

class OpenCvNetwork final : public Network {
 public:
  OpenCvNetwork(cv::dnn::Net net, std::string name)
      : net_(std::move(net)), name_(std::move(name)), outputs_(net_.getUnconnectedOutLayersNames()) {}

  Result<std::vector<cv::Mat>> forward(const cv::Mat& blob) override {
    std::vector<cv::Mat> results;
    try {
      net_.setInput(blob);
      net_.forward(results, outputs_);
    } catch (const cv::Exception& exception) {
      return misfit(Shape(blob.size.p, blob.size.p + blob.dims), exception);
    }
    return results;
  }

  Result<cv::Mat> layer(const cv::Mat& blob, const std::string& name) override {
    if (name.empty()) return Network::layer(blob, name);
    try {
      if (net_.getLayerId(name) < 0) return Error{ErrorCode::rolled_back, "", name_ + " has no layer \"" + name + "\""};
      net_.setInput(blob);
      return net_.forward(name);
    } catch (const cv::Exception& exception) {
      return misfit(Shape(blob.size.p, blob.size.p + blob.dims), exception);
    }
  }

  Result<std::vector<Shape>> output_shapes(const Shape& blob) override {
    std::vector<Shape> shapes;
    try {
      // Of all layers in one pass; asked for each output, OpenCV goes through them from the input every time.
      std::vector<int> layers;
      std::vector<std::vector<Shape>> inputs, outputs;
      net_.getLayersShapes(blob, layers, inputs, outputs);
      for (const auto& name : outputs_) {
        const auto layer = std::find(layers.begin(), layers.end(), net_.getLayerId(name));
        const auto& found = outputs.at(static_cast<std::size_t>(layer - layers.begin()));
        shapes.push_back(found.empty() ? Shape{} : found.front());
      }
    } catch (const cv::Exception& exception) {
      return misfit(blob, exception);
    }
    return shapes;
  }

 private:
  Error misfit(const Shape& blob, const cv::Exception& exception) const {
    std::string shape;
    for (const int length : blob) shape += (shape.empty() ? "" : "×") + std::to_string(length);
    return {ErrorCode::rolled_back, "", name_ + " takes no input of " + shape + ": " + exception.err};
  }

  cv::dnn::Net net_;
  std::string name_;
  std::vector<cv::String> outputs_;
};

cv::dnn::Net read(const models::Manifest& manifest) {
  const auto network = manifest.network.string(), weights = manifest.weights.string();
  switch (manifest.format) {
    case Format::darknet:
      return cv::dnn::readNetFromDarknet(network, weights);
    case Format::onnx:
      return cv::dnn::readNetFromONNX(network);
    case Format::caffe:
      return cv::dnn::readNetFromCaffe(network, weights);
    case Format::tensorflow:
      return cv::dnn::readNetFromTensorflow(network, weights);
    case Format::opencv_ml:
    case Format::cascade:
      break;
  }
  return {};
}

class OpenCvEngine final : public InferenceEngine {
 public:
  Result<std::unique_ptr<Network>> load(const models::Manifest& manifest) const override {
    const auto refuse = [&](const std::string& why) {
      return Error{ErrorCode::rolled_back, "", manifest.name() + " cannot be loaded: " + why};
    };
    if (manifest.format == Format::opencv_ml || manifest.format == Format::cascade)
      return refuse("format " + std::string(to_string(manifest.format)) + " is no neural network");
    try {
      auto net = read(manifest);
      if (net.empty()) return refuse("there is no network in " + manifest.network.string());
      net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
      net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
      return std::unique_ptr<Network>(std::make_unique<OpenCvNetwork>(std::move(net), manifest.name()));
    } catch (const cv::Exception& exception) {
      return refuse(exception.err);
    }
  }
};

}  // namespace

Result<cv::Mat> Network::layer(const cv::Mat& blob, const std::string& name) {
  if (!name.empty()) return Error{ErrorCode::rolled_back, "", "there is no layer \"" + name + "\""};
  const auto outputs = forward(blob);
  if (!outputs) return outputs.error();
  if (outputs->size() == 1) return outputs->front();
  return Error{ErrorCode::rolled_back, "",
               "the network has " + std::to_string(outputs->size()) + " outputs; name the layer that is meant"};
}

Result<std::vector<Shape>> Network::output_shapes(const Shape& blob) {
  const auto outputs = forward(cv::Mat(blob, CV_32F, cv::Scalar::all(0)));
  if (!outputs) return outputs.error();
  std::vector<Shape> shapes;
  for (const auto& each : *outputs) shapes.emplace_back(each.size.p, each.size.p + each.dims);
  return shapes;
}

std::shared_ptr<const InferenceEngine> opencv_engine() { return std::make_shared<const OpenCvEngine>(); }

}  // namespace visiond::engine
