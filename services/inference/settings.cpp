#include "services/inference/settings.hpp"

namespace visiond::inference {

using settings::Priority;
using settings::row;
using settings::Table;
using settings::UpdateKind;

const Table<InferenceSettings>& inference_table() {
  using S = InferenceSettings;
  constexpr auto hot = UpdateKind::hot_reload;
  static const Table<S> table{
      {.name = "inference",
       .description = "Which detections are the same thing from frame to frame, and what kind of thing it is",
       .priority = Priority::medium,
       .dependencies = {"detection"}},
      {
          row(&S::tracking, "tracking",
              {{"none", Tracking::none}, {"iou", Tracking::iou}, {"kalman", Tracking::kalman}})
              .preset("kalman")
              .kind(hot)
              .text("How detections become tracks; iou: by overlap with where they were, kalman: with where they are "
                    "expected; none: no tracks"),
          row(&S::track_max_age, "track_max_age")
              .unit("frames")
              .range(1, 1000)
              .preset(45)
              .kind(hot)
              .text("A track ends when it was not seen for more frames than this"),
          row(&S::track_min_hits, "track_min_hits")
              .unit("frames")
              .range(1, 100)
              .preset(3)
              .kind(hot)
              .text("A track begins, with an id, once it was seen in so many frames on end"),
          row(&S::track_iou, "track_iou")
              .range(0, 1)
              .preset(0.3)
              .kind(hot)
              .text(
                  "A detection belongs to a track whose box it overlaps at least this much (intersection over union)"),
          row(&S::classifier, "classifier")
              .format(settings::Format::model_reference)
              .preset("")
              .kind(UpdateKind::recreate)
              .text("The model, as id@version, that says what kind of thing each track is; empty: none"),
          row(&S::top_k, "top_k").range(1, 20).preset(3).kind(hot).text("Keep so many of the likeliest classes"),
          row(&S::min_probability, "min_probability")
              .range(0, 1)
              .preset(0.2)
              .kind(hot)
              .text("Less likely classes are left out"),
      }};
  return table;
}

}  // namespace visiond::inference
