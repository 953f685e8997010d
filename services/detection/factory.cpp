#include "services/detection/factory.hpp"

#include "services/detection/cascade.hpp"
#include "services/detection/dnn.hpp"
#include "services/detection/hog.hpp"
#include "services/detection/motion.hpp"

#include <utility>

namespace visiond::detection {

using base::Error;
using base::ErrorCode;
using base::Result;
using Made = std::shared_ptr<const Detector>;

namespace {

Error blame_model(std::string message) { return {ErrorCode::rolled_back, "detection.model", std::move(message)}; }

// The size of the settings takes the place of the model's own.
models::Input input_of(const models::Manifest& manifest, const DetectionSettings& settings) {
  auto input = manifest.input;
  if (settings.input_width > 0) input.width = settings.input_width, input.height = settings.input_height;
  return input;
}

bool is_cascade(const models::Manifest& manifest) { return manifest.format == models::Format::cascade; }

bool is_detector_network(const models::Manifest& manifest) {
  return manifest.task == models::Task::detection && !is_cascade(manifest);
}

std::string kind_of(const models::Manifest& manifest) {
  return std::string(manifest.task == models::Task::detection ? "detection" : "classification") + ", format " +
         std::string(to_string(manifest.format));
}

std::string names_of(const models::Library& library, bool (*fits)(const models::Manifest&)) {
  std::string names;
  for (const auto& each : library.list())
    if (fits(each)) names += (names.empty() ? "" : ", ") + each.name();
  return names.empty() ? "none in " + library.folder().string() : names;
}

Result<models::Manifest> find(const models::Library& library, const DetectionSettings& settings) {
  const bool dnn = settings.backend == Backend::dnn;
  auto manifest = library.find(settings.model);
  if (!manifest) return blame_model(manifest.error().message);
  const auto fits = dnn ? is_detector_network : is_cascade;
  if (fits(*manifest)) return manifest;
  return blame_model(manifest->name() + " is for " + kind_of(*manifest) + "; backend " +
                     (dnn ? "dnn needs a neural network for detection" : "cascade needs a model of format cascade") +
                     ", installed: " + names_of(library, fits));
}

Result<Made> load(const DetectionSettings& settings, const models::Library& library,
                  const std::shared_ptr<const engine::InferenceEngine>& engine) {
  const auto manifest = find(library, settings);
  if (!manifest) return manifest.error();
  const auto input = input_of(*manifest, settings);
  auto made = settings.backend == Backend::cascade ? CascadeDetector::load(*manifest, input)
                                                   : DnnDetector::load(*manifest, input, engine);
  if (!made) return blame_model(made.error().message);
  return made;
}

}  // namespace

Result<Made> make_detector(const DetectionSettings& settings, const models::Library& library,
                           const std::shared_ptr<const engine::InferenceEngine>& engine) {
  switch (settings.backend) {
    case Backend::motion:
      return Made(std::make_shared<MotionDetector>(settings.motion_history));
    case Backend::hog:
      return Made(std::make_shared<HogDetector>());
    case Backend::cascade:
    case Backend::dnn:
      return load(settings, library, engine);
  }
  return Error{ErrorCode::internal, "detection.backend", "there is no such backend"};
}

DetectorFactory detector_factory(const models::Library& library,
                                 std::shared_ptr<const engine::InferenceEngine> engine) {
  return [&library, engine = std::move(engine)](const DetectionSettings& settings) {
    return make_detector(settings, library, engine);
  };
}

}  // namespace visiond::detection
