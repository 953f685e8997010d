#pragma once
// One frame with its result, encoded as whoever asks wants it, and once for all who want the same. Used by one thread.

#include "daemon/base/error.hpp"
#include "services/pipeline/pictures.hpp"

#include <opencv2/core/mat.hpp>

#include <map>
#include <memory>
#include <tuple>

namespace visiond::pipeline {

class Encodings {
 public:
  // `image`: 8-bit BGR, oriented; never written.
  Encodings(cv::Mat image, std::shared_ptr<const FrameResult> result)
      : image_(std::move(image)), result_(std::move(result)) {}

  // INTERNAL where the encoder refuses.
  base::Result<Picture> picture(const PictureOptions& options);
  const FrameResult& result() const { return *result_; }
  // Encodings made so far.
  std::size_t count() const { return made_.size(); }

 private:
  using Key = std::tuple<int, int, int, bool>;  // quality, width, height, boxes

  Picture encode(const PictureOptions& options, const cv::Size& size) const;

  const cv::Mat image_;
  const std::shared_ptr<const FrameResult> result_;
  std::map<Key, Picture> made_;
};

}  // namespace visiond::pipeline
