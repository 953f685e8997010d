#include "services/pipeline/pipeline.hpp"

#include "daemon/base/failpoint.hpp"
#include "services/pipeline/picture_desk.hpp"
#include "services/pipeline/reaper.hpp"
#include "services/pipeline/result_hub.hpp"
#include "services/pipeline/stage_worker.hpp"
#include "services/pipeline/stamper.hpp"
#include "services/pipeline/statistics.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace visiond::pipeline {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

class StagedGeneration final : public transaction::Candidate {
 public:
  explicit StagedGeneration(std::shared_ptr<const Generation> generation) : generation_(std::move(generation)) {}
  const std::shared_ptr<const Generation>& generation() const { return generation_; }

 private:
  std::shared_ptr<const Generation> generation_;
};

const std::shared_ptr<const Generation>& generation_of(const transaction::Candidate& candidate) {
  return static_cast<const StagedGeneration&>(candidate).generation();
}

cv::Mat oriented(const Generation& generation, const cv::Mat& image) {
  const auto* camera = generation.part<SourcePart>();
  return camera != nullptr ? camera->orient(image) : image;
}

// For a rehearsal before any camera has given a frame: plain grey.
cv::Mat stand_in() {
  constexpr int width = 640, height = 480, grey = 127;
  return {height, width, CV_8UC3, cv::Scalar::all(grey)};
}

}  // namespace

class Pipeline::Impl {
 public:
  Impl(const base::Clock& clock, std::vector<std::unique_ptr<Stage>> stages) : clock_(clock), pictures_(clock) {
    if (stages.empty()) throw std::logic_error("a pipeline has at least one stage");
    for (std::size_t n = 0; n < stages.size(); ++n) add_worker(n, stages.size(), std::move(stages[n]));
    stamper_ = std::make_unique<Stamper>(clock_, workers_.front()->queue(), camera_);
  }

  void start(base::Revision revision, transaction::Parts parts) {
    pictures_.start();
    for (auto& worker : workers_) worker->start();
    stamper_->flip(reaper_.make(revision, std::move(parts)));
  }

  void stop() {
    stamper_->close();
    for (auto& worker : workers_) worker->stop();
    pictures_.stop();
    if (in_force() != nullptr) stamper_->flip(reaper_.make({}, {}));
    reaper_.wait_until_idle();
  }

  Result<void> rehearse(const Generation& generation, std::shared_ptr<const Generation> owner,
                        const std::vector<std::string>& sections, const std::stop_token& stop) {
    const auto* camera = generation.part<SourcePart>();
    const auto raw = stamper_->frame_to_rehearse(camera != nullptr ? camera->source() : 0);
    Frame frame;
    frame.captured = raw ? raw->captured : clock_.steady_now();
    frame.generation = std::move(owner);
    // Which section is to blame: the one that works on the frame.
    std::string at(SourcePart::section);
    try {
      frame.image = oriented(generation, raw ? raw->image : stand_in());
      for (const auto& worker : workers_) {
        const auto& stage = worker->stage();
        if (std::find(sections.begin(), sections.end(), stage.name()) == sections.end()) continue;
        at = stage.name();
        if (stop.stop_requested()) return Error{ErrorCode::cancelled, at, "the rehearsal was given up"};
        if (auto result = stage.rehearse(frame, stop); !result) return result;
      }
    } catch (const std::exception& exception) {
      return Error{ErrorCode::rolled_back, at, at + " threw: " + exception.what()};
    }
    return {};
  }

  // Nothing before start().
  std::shared_ptr<const Generation> in_force() const { return stamper_->generation(); }

  bool wait_for_first_result(base::Duration limit) {
    std::unique_lock lock(mutex_);
    return first_result_.wait_for(lock, limit, [this] { return has_result_.load(); });
  }

  std::vector<StageStatus> stages() const {
    auto camera = camera_.status(clock_.steady_now());
    camera.name = "camera";
    std::vector<StageStatus> all{std::move(camera)};
    for (const auto& worker : workers_) all.push_back(worker->status());
    all.push_back(pictures_.status());
    return all;
  }

  void newest_picture(const PictureOptions& options, PictureDesk::Done done) {
    const auto generation = in_force();
    pictures_.snapshot(generation != nullptr ? generation->part<SourcePart>() : nullptr, options, std::move(done));
  }

  Stamper& stamper() { return *stamper_; }
  Reaper& reaper() { return reaper_; }
  ResultHub& hub() { return hub_; }
  PictureDesk& pictures() { return pictures_; }

 private:
  void add_worker(std::size_t n, std::size_t count, std::unique_ptr<Stage> stage) {
    StageWorker::Before before = [](WorkItem&) {};
    if (n == 0) before = [](WorkItem& item) { begin_result(item); };
    StageWorker::Next next = [this](WorkItem item) { finish(std::move(item)); };
    if (n + 1 < count) {
      next = [this, n](WorkItem item) {
        auto& queue = workers_[n + 1]->queue();
        if (queue.wait_for_room({})) queue.push(std::move(item));
      };
    }
    workers_.push_back(std::make_unique<StageWorker>(clock_, std::move(stage), std::move(before), std::move(next)));
  }

  static void begin_result(WorkItem& item) {
    auto& frame = item.frame;
    frame.image = oriented(*frame.generation, frame.image);
    item.result = std::make_unique<FrameResult>();
    item.result->frame_sequence = frame.sequence;
    item.result->capture_time = frame.capture_time;
    item.result->revision = frame.generation->revision();
    item.result->frame_width = frame.image.cols;
    item.result->frame_height = frame.image.rows;
  }

  void finish(WorkItem item) {
    item.result->latency = clock_.steady_now() - item.frame.captured;
    const std::shared_ptr<const FrameResult> result(std::move(item.result));
    hub_.publish(result);
    pictures_.offer(item.frame, result);
    if (has_result_) return;
    std::lock_guard lock(mutex_);
    has_result_ = true;
    first_result_.notify_all();
  }

  const base::Clock& clock_;
  Statistics camera_;
  Reaper reaper_;
  ResultHub hub_;
  PictureDesk pictures_;
  std::vector<std::unique_ptr<StageWorker>> workers_;
  std::unique_ptr<Stamper> stamper_;
  std::mutex mutex_;
  std::condition_variable first_result_;
  std::atomic<bool> has_result_ = false;
};

Pipeline::Pipeline(const base::Clock& clock, std::vector<std::unique_ptr<Stage>> stages)
    : impl_(std::make_unique<Impl>(clock, std::move(stages))) {}

Pipeline::~Pipeline() { stop(); }

FrameSink& Pipeline::sink() { return impl_->stamper(); }

void Pipeline::start(base::Revision revision, transaction::Parts parts) { impl_->start(revision, std::move(parts)); }

void Pipeline::stop() { impl_->stop(); }

bool Pipeline::wait_for_first_result(base::Duration limit) { return impl_->wait_for_first_result(limit); }

std::shared_ptr<const Generation> Pipeline::generation() const { return impl_->in_force(); }

std::size_t Pipeline::live_generations() const { return impl_->reaper().alive(); }

std::shared_ptr<transaction::Candidate> Pipeline::assemble(base::Revision revision, transaction::Parts parts) {
  base::may_crash("pipeline.assemble");
  return std::make_shared<StagedGeneration>(impl_->reaper().make(revision, std::move(parts)));
}

Result<void> Pipeline::rehearse(std::shared_ptr<transaction::Candidate> candidate,
                                const std::vector<std::string>& sections, std::stop_token stop) {
  const auto& generation = generation_of(*candidate);
  return impl_->rehearse(*generation, generation, sections, stop);
}

void Pipeline::hold() noexcept { impl_->stamper().hold(); }

void Pipeline::release() noexcept { impl_->stamper().release(); }

transaction::FlipResult Pipeline::flip(std::shared_ptr<transaction::Candidate> candidate) noexcept {
  base::may_crash("pipeline.before_flip");
  const transaction::FlipResult flipped{impl_->stamper().flip(generation_of(*candidate))};
  base::may_crash("pipeline.after_flip");
  return flipped;
}

std::optional<base::Duration> Pipeline::measure_downtime(base::Duration limit, std::stop_token stop) {
  return impl_->stamper().measure_downtime(limit, std::move(stop));
}

base::Revision Pipeline::revision() const {
  const auto generation = impl_->in_force();
  return generation != nullptr ? generation->revision() : base::Revision{};
}

transaction::Parts Pipeline::parts() const {
  const auto generation = impl_->in_force();
  return generation != nullptr ? generation->parts() : transaction::Parts{};
}

std::unique_ptr<Subscription> Pipeline::subscribe(
    std::function<void(const std::shared_ptr<const FrameResult>&)> handler) {
  return impl_->hub().subscribe(std::move(handler));
}

std::vector<StageStatus> Pipeline::stages() const { return impl_->stages(); }

std::unique_ptr<Subscription> Pipeline::subscribe_pictures(const PictureOptions& options,
                                                           std::function<void(const Picture&)> handler) {
  return impl_->pictures().subscribe(options, std::move(handler));
}

void Pipeline::newest_picture(const PictureOptions& options, std::function<void(base::Result<Picture>)> done) {
  impl_->newest_picture(options, std::move(done));
}

}  // namespace visiond::pipeline
