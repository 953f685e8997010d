#include "services/ui/settings.hpp"

namespace visiond::ui {

using settings::Format;
using settings::Priority;
using settings::row;
using settings::Table;

const Table<UiSettings>& ui_table() {
  using S = UiSettings;
  static const Table<S> table{
      {.name = "ui",
       .description = "What front ends show; they read it, visiond only keeps it",
       .priority = Priority::low,
       .dependencies = {"camera"}},
      {
          row(&S::theme, "theme", {{"system", Theme::system}, {"light", Theme::light}, {"dark", Theme::dark}})
              .preset("system")
              .text("Colours"),
          row(&S::language, "language")
              .format(Format::language_tag)
              .max_length(35)
              .preset("en")
              .text("Language of texts, BCP 47"),
          row(&S::preview_fps, "preview_fps")
              .unit("1/s")
              .range(1, 30)
              .preset(10)
              .text("Frames a second of the live view"),
          row(&S::preview_quality, "preview_quality").range(1, 100).preset(70).text("JPEG quality of the live view"),
          row(&S::show_boxes, "show_boxes").preset(true).text("Draw boxes around detections"),
          row(&S::show_labels, "show_labels").preset(true).text("Write labels beside detections"),
          row(&S::show_zones, "show_zones").preset(true).text("Draw the zones"),
      }};
  return table;
}

}  // namespace visiond::ui
