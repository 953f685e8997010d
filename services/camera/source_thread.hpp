#pragma once
// One opening of a source on a thread of its own, so that a call that hangs can be left behind: thread, source and
// lease go to the stragglers then. Owned and used by a capture's thread.

#include "services/camera/exclusive_use.hpp"
#include "services/camera/stragglers.hpp"
#include "services/camera/video_source.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

namespace visiond::camera {

class SourceThread {
 public:
  // How long a call may take; nothing: as long as it takes. Once `stop` is requested, that too, for then somebody else
  // decides when to give up.
  struct Patience {
    std::optional<base::Duration> limit;
    std::stop_token stop;
  };

  // `device` is for messages; the stragglers outlive it.
  SourceThread(std::unique_ptr<VideoSource> source, std::unique_ptr<ExclusiveUse::Lease> lease, Stragglers& stragglers,
               std::string device);
  // Closes the source, however long that takes.
  ~SourceThread();

  base::Result<void> open(const Format& wanted, const Patience& patience);
  // False where the source must be opened anew.
  base::Result<bool> change_format(const Format& wanted, const Patience& patience);
  base::Result<cv::Mat> read(std::int64_t index, const Patience& patience);
  base::Result<Controls> control(const Controls& wanted, const Patience& patience);
  // The last call.
  void close(const Patience& patience);

  // Between calls.
  const VideoSource& source() const;

 private:
  class Work;

  template <class T>
  base::Result<T> call(const std::string& doing, const std::string& late,
                       std::function<base::Result<T>(VideoSource&)> function, const Patience& patience);
  bool perform(std::function<void(VideoSource&)> function, const Patience& patience);
  void give_up();
  base::Error failure(const std::string& doing, const std::string& why) const;

  Stragglers& stragglers_;
  std::string device_;
  std::shared_ptr<Work> work_;
  std::jthread thread_;  // not joinable once it was given up
};

}  // namespace visiond::camera
