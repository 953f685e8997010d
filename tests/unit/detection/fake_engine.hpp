#pragma once
// An engine whose networks answer with what a test wrote, and which can refuse. Thread-safe where the counters are.

#include "services/engine/inference_engine.hpp"

#include <opencv2/core.hpp>

#include <atomic>
#include <initializer_list>
#include <memory>
#include <vector>

namespace visiond::detection {

// An output of this shape; what `values` does not reach is 0.
inline cv::Mat output_of(std::initializer_list<int> shape, const std::vector<float>& values = {}) {
  cv::Mat output(static_cast<int>(shape.size()), shape.begin(), CV_32F, cv::Scalar::all(0));
  std::copy(values.begin(), values.end(), output.ptr<float>());
  return output;
}

struct FakeEngine final : engine::InferenceEngine {
  class FakeNetwork final : public engine::Network {
   public:
    explicit FakeNetwork(const FakeEngine& owner) : owner_(owner) { ++owner_.alive; }
    ~FakeNetwork() override { --owner_.alive; }
    base::Result<std::vector<cv::Mat>> forward(const cv::Mat& blob) override {
      owner_.last_forwarded = this;
      if (owner_.refuses_forward) return base::Error{base::ErrorCode::rolled_back, "", "the blob does not go through"};
      owner_.seen = blob.clone();
      return owner_.outputs;
    }

   private:
    const FakeEngine& owner_;
  };

  base::Result<std::unique_ptr<engine::Network>> load(const models::Manifest&) const override {
    if (refuses_load) return base::Error{base::ErrorCode::rolled_back, "", "the file is broken"};
    ++loads;
    return std::unique_ptr<engine::Network>(std::make_unique<FakeNetwork>(*this));
  }

  std::vector<cv::Mat> outputs;
  bool refuses_load = false, refuses_forward = false;
  mutable std::atomic<int> loads = 0, alive = 0;
  mutable std::atomic<const void*> last_forwarded = nullptr;
  mutable cv::Mat seen;
};

}  // namespace visiond::detection
