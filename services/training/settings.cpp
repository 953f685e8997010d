#include "services/training/settings.hpp"

namespace visiond::training {

using settings::Priority;
using settings::row;
using settings::Table;
using settings::UpdateKind;

const Table<TrainingSettings>& training_table() {
  using S = TrainingSettings;
  constexpr auto hot = UpdateKind::hot_reload;
  constexpr auto immediate = UpdateKind::immediate;
  static const Table<S> table{
      {.name = "training",
       .description = "How classifiers are trained from samples; a run keeps what it began with",
       .priority = Priority::low,
       .dependencies = {"detection"}},
      {
          row(&S::feature, "feature", {{"hog", Feature::hog}, {"dnn", Feature::dnn}})
              .preset("hog")
              .kind(hot)
              .text(
                  "What of a picture is learned; hog: histograms of oriented gradients, dnn: what a layer of a neural "
                  "network answers"),
          row(&S::feature_width, "feature_width")
              .unit("px")
              .range(16, 512)
              .step(8)
              .preset(64)
              .kind(hot)
              .text("Width that hog stretches pictures to"),
          row(&S::feature_height, "feature_height")
              .unit("px")
              .range(16, 512)
              .step(8)
              .preset(64)
              .kind(hot)
              .text("Height that hog stretches pictures to"),
          row(&S::feature_model, "feature_model")
              .format(settings::Format::model_reference)
              .preset("")
              .kind(hot)
              .text("The network of dnn, as id@version"),
          row(&S::feature_layer, "feature_layer")
              .max_length(256)
              .preset("")
              .kind(hot)
              .text("The layer of dnn by its name in the network; empty: its output"),
          row(&S::method, "method", {{"svm", Method::svm}, {"knn", Method::knn}, {"mlp", Method::mlp}})
              .preset("svm")
              .kind(hot)
              .text("svm: support vector machine, knn: nearest neighbours, mlp: multi-layer perceptron"),
          row(&S::epochs, "epochs").range(1, 1000).preset(50).kind(hot).text("Passes of mlp over the samples"),
          row(&S::validation_fraction, "validation_fraction")
              .range(0.05, 0.5)
              .preset(0.2)
              .kind(hot)
              .text("Part of each class's samples that is kept back, to judge what was learned by"),
          row(&S::min_samples_per_class, "min_samples_per_class")
              .range(2, 10000)
              .preset(10)
              .kind(hot)
              .text("No run begins while a class has fewer samples"),
          row(&S::nice, "nice")
              .range(0, 19)
              .preset(10)
              .kind(hot)
              .text("How far a run stands back for the processor; from 10 on it takes only what is idle"),
          row(&S::latency_target_ms, "latency_target_ms")
              .unit("ms")
              .range(0, 60000)
              .preset(250)
              .kind(immediate)
              .text("A run pauses while frames take longer than this from capture to result; 0: it never does"),
          row(&S::auto_promote, "auto_promote")
              .preset(false)
              .kind(immediate)
              .text(
                  "What was learned becomes inference.classifier by itself, by a transaction, where it is good enough"),
          row(&S::min_accuracy, "min_accuracy")
              .range(0, 1)
              .preset(0.8)
              .kind(immediate)
              .text("Good enough: this part of the samples kept back was told right"),
      }};
  return table;
}

}  // namespace visiond::training
