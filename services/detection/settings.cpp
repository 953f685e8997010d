#include "services/detection/settings.hpp"

namespace visiond::detection {

using settings::Priority;
using settings::row;
using settings::Table;
using settings::Type;
using settings::UpdateKind;

const Table<DetectionSettings>& detection_table() {
  using S = DetectionSettings;
  constexpr auto hot = UpdateKind::hot_reload;
  constexpr auto recreate = UpdateKind::recreate;
  const settings::json::object none;
  static const Table<S> table{
      {.name = "detection",
       .description = "What is looked for in each frame",
       .priority = Priority::high,
       .dependencies = {"camera"}},
      {
          row(&S::enabled, "enabled").preset(true).kind(hot).text("Off: frames pass without detections"),
          row(&S::backend, "backend",
              {{"motion", Backend::motion},
               {"cascade", Backend::cascade},
               {"hog", Backend::hog},
               {"dnn", Backend::dnn}})
              .preset("motion")
              .kind(recreate)
              .text(
                  "motion: whatever moves; hog: people, by histograms of oriented gradients; cascade: what a model of "
                  "boosted classifiers looks for; dnn: what a neural network looks for"),
          row(&S::model, "model")
              .format(settings::Format::model_reference)
              .preset("")
              .kind(recreate)
              .text("The model of cascade and dnn, as id@version"),
          row(&S::input_width, "input_width")
              .unit("px")
              .range(0, 1280)
              .preset(0)
              .kind(recreate)
              .text("Width in which cascade and dnn look at the frame; 0: the model's"),
          row(&S::input_height, "input_height")
              .unit("px")
              .range(0, 1280)
              .preset(0)
              .kind(recreate)
              .text("Height in which cascade and dnn look at the frame; 0: the model's"),
          row(&S::confidence, "confidence").range(0, 1).preset(0.5).kind(hot).text("Detections below it are dropped"),
          row(&S::class_confidence, "class_confidence")
              .range(0, 1)
              .preset(none)
              .kind(hot)
              .text("Another confidence for single labels: label → confidence"),
          row(&S::nms_iou, "nms_iou")
              .range(0, 1)
              .preset(0.45)
              .kind(hot)
              .text("Of two boxes of one label that overlap more than this (intersection over union), the weaker is "
                    "dropped"),
          row(&S::labels, "labels").preset(settings::json::array{}).kind(hot).text("Only these labels; empty: all"),
          row(&S::min_area, "min_area")
              .range(0, 1)
              .preset(0)
              .kind(hot)
              .text("Smaller boxes are dropped; part of the frame"),
          row(&S::max_detections, "max_detections")
              .range(1, 1000)
              .preset(100)
              .kind(hot)
              .text("Of more detections in a frame the surest are kept"),
          row(&S::zones, "zones", Type::map, read_polygons)
              .preset(none)
              .kind(hot)
              .check(check_polygons)
              .text("Named areas: name → polygon of [x, y] in 0 to 1; a detection names those its centre lies in"),
          row(&S::masks, "masks", Type::map, read_polygons)
              .preset(none)
              .kind(hot)
              .check(check_polygons)
              .never_falls_back()
              .text("Areas to ignore: name → polygon; detections whose centre lies in one are dropped"),
          row(&S::max_fps, "max_fps")
              .unit("1/s")
              .range(0, 240)
              .preset(0)
              .kind(hot)
              .text("Detect at most this often; 0: every frame"),
          row(&S::motion_threshold, "motion_threshold")
              .range(1, 255)
              .preset(25)
              .kind(hot)
              .text("How much a pixel must differ from the background to be motion, in grey levels"),
          row(&S::motion_history, "motion_history")
              .unit("frames")
              .range(1, 10000)
              .preset(500)
              .kind(recreate)
              .text("How many frames the background is learned from"),
      }};
  return table;
}

}  // namespace visiond::detection
