#pragma once
// The training section: its struct and its table. Immutable; thread-safe.

#include "daemon/settings/table.hpp"

#include <string>

namespace visiond::training {

enum class Feature { hog, dnn };
enum class Method { svm, knn, mlp };

struct TrainingSettings {
  Feature feature = Feature::hog;
  int feature_width = 64, feature_height = 64;  // pixels, of hog
  std::string feature_model{};                  // of dnn, id@version
  std::string feature_layer{};                  // of dnn; empty: the network's one output
  Method method = Method::svm;
  int epochs = 50;
  double validation_fraction = 0.2;
  int min_samples_per_class = 10;
  int nice = 10;
  int latency_target_ms = 250;  // 0: never yields
  bool auto_promote = false;
  double min_accuracy = 0.8;
};

const settings::Table<TrainingSettings>& training_table();

}  // namespace visiond::training
