#pragma once
// A neural network as a detector: picture into blob, blob through the engine's network, outputs through the model's
// decoder. Immutable; networks are for one thread at a time, so each Memory borrows its own.

#include "services/detection/decoder.hpp"
#include "services/detection/detector.hpp"
#include "services/engine/inference_engine.hpp"
#include "services/engine/warm_pool.hpp"

namespace visiond::detection {

class DnnDetector final : public Detector {
 public:
  // Loads and compares the outputs' shapes with what the decoder expects; the rehearsal then is the warm-up, and puts
  // the same network to use. `input`: the manifest's, or with another size. ROLLED_BACK with what does not fit.
  static base::Result<std::shared_ptr<const Detector>> load(const models::Manifest& manifest,
                                                            const models::Input& input,
                                                            std::shared_ptr<const engine::InferenceEngine> engine);

  std::string name() const override { return name_; }
  // Of this very loading: another one has other networks. While a memory lives, so does its pool, and no other pool can
  // be at the same place.
  std::string memory_key() const override;
  // Throws where a network is needed and can no longer be loaded.
  std::unique_ptr<Memory> make_memory() const override;
  // Nothing below the settings' lowest threshold of its class. Throws where the network fails.
  std::vector<pipeline::Detection> detect(const cv::Mat& image, const DetectionSettings& settings,
                                          Memory& memory) const override;

 private:
  using Pool = engine::WarmPool<engine::Network>;
  struct Borrowed;

  DnnDetector(const models::Manifest& manifest, const models::Input& input, std::unique_ptr<OutputDecoder> decoder,
              std::shared_ptr<Pool> pool);

  std::string name_;
  models::Decoder kind_;
  std::vector<std::string> labels_;
  models::Input input_;
  std::unique_ptr<OutputDecoder> decoder_;
  std::shared_ptr<Pool> pool_;
};

}  // namespace visiond::detection
