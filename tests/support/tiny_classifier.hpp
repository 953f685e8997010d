#pragma once
// A classifier made by hand, so that every machine has one: the nearest neighbour, on the pixels of a picture of 2×2,
// tells dark from light. Pure.

#include "tests/support/model_folder.hpp"

#include <string>

namespace visiond::testing {

// As cv::ml::KNearest saves itself: a black picture is of class 0, a white one of class 1.
inline constexpr const char* dark_or_light = R"(%YAML:1.0
---
opencv_ml_knn:
   format: 3
   is_classifier: 1
   default_k: 1
   samples: !!opencv-matrix
      rows: 2
      cols: 12
      dt: f
      data: [ 0., 0., 0., 0., 0., 0., 0., 0., 0., 0., 0., 0., 1., 1., 1.,
          1., 1., 1., 1., 1., 1., 1., 1., 1. ]
   responses: !!opencv-matrix
      rows: 2
      cols: 1
      dt: f
      data: [ 0., 1. ]
)";

// As ID@1, with the labels "dark" and "light".
inline void install_tiny_classifier(const ModelFolder& folder, const std::string& id) {
  folder.install({{"id", id},
                  {"version", "1"},
                  {"task", "classification"},
                  {"format", "opencv-ml"},
                  {"labels", {"dark", "light"}},
                  {"files", {{"network", "model.yml"}}},
                  {"features", {{"type", "pixels"}, {"width", 2}, {"height", 2}}}},
                 {{"model.yml", dark_or_light}});
}

}  // namespace visiond::testing
