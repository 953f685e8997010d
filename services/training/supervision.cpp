#include "services/training/supervision.hpp"

#include "services/training/job.hpp"
#include "services/training/yielding.hpp"

#include <utility>
#include <variant>

namespace visiond::training {
namespace {

using std::chrono::milliseconds;

// An estimate from less is none.
constexpr double least_done = 0.02;

class Supervisor {
 public:
  Supervisor(TrainerProcess& trainer, const Supervision& with, Run& run)
      : trainer_(trainer), with_(with), run_(run), begun_(with.clock.steady_now()), looked_(begun_) {}

  void watch(const std::stop_token& stop) {
    while (!trainer_.end() && !stop.stop_requested() && run_.state != RunState::failed) {
      for (const auto& line : trainer_.listen(until_look())) take(line);
      if (until_look().count() == 0) look();
    }
    account_pause();
    run_.remaining.reset();
    if (run_.state == RunState::failed) return;
    run_.state = RunState::running;
    if (stop.stop_requested()) {
      run_.state = RunState::cancelled;
      run_.message = "cancelled";
    } else if (!trainer_.end()->empty()) {
      run_.state = RunState::failed;
      run_.message = *trainer_.end();
    }
  }

 private:
  milliseconds until_look() const {
    const auto left = looked_ + with_.look - with_.clock.steady_now();
    return std::max(std::chrono::ceil<milliseconds>(left), milliseconds(0));
  }

  void take(const std::string& text) {
    const auto line = read_trainer_line(text);
    if (!line) {
      run_.state = RunState::failed;
      run_.message = "the trainer says what nobody understands: " + line.error().message;
    } else if (const auto* gives_up = std::get_if<GivesUp>(&*line)) {
      run_.state = RunState::failed;
      run_.message = gives_up->why;
    } else {
      const auto& progress = std::get<Progress>(*line);
      doing_ = progress.doing;
      run_.progress = std::max(run_.progress, progress.done);
      estimate();
      if (run_.state == RunState::running) run_.message = doing_;
      with_.tell(run_);
    }
  }

  void estimate() {
    if (run_.progress < least_done) return;
    const auto active = with_.clock.steady_now() - begun_ - run_.paused;
    run_.remaining = std::chrono::duration_cast<base::Duration>(active * ((1 - run_.progress) / run_.progress));
  }

  void look() {
    looked_ = with_.clock.steady_now();
    const auto target = with_.latency_target();
    const auto worst = with_.worst_latency();
    const bool still = yielding_.stands_still(worst, target);
    account_pause();
    if (still == (run_.state == RunState::paused)) return;
    run_.state = still ? RunState::paused : RunState::running;
    run_.message = doing_;
    if (still) {
      trainer_.pause();
      paused_since_ = looked_;
      run_.message = "paused: a frame took " +
                     std::to_string(std::chrono::duration_cast<milliseconds>(worst.value_or(target)).count()) +
                     " ms, more than training.latency_target_ms, " + std::to_string(target.count());
    } else {
      trainer_.go_on();
    }
    with_.tell(run_);
  }

  void account_pause() {
    if (run_.state != RunState::paused) return;
    const auto now = with_.clock.steady_now();
    run_.paused += now - std::exchange(paused_since_, now);
  }

  TrainerProcess& trainer_;
  const Supervision& with_;
  Run& run_;
  const base::SteadyTime begun_;
  base::SteadyTime looked_, paused_since_{};
  std::string doing_ = "starting";
  Yielding yielding_;
};

}  // namespace

void supervise(TrainerProcess& trainer, const Supervision& with, const std::stop_token& stop, Run& run) {
  const std::stop_callback wake(stop, [&trainer] { trainer.wake(); });
  Supervisor(trainer, with, run).watch(stop);
}

}  // namespace visiond::training
