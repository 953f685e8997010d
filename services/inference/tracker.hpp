#pragma once
// Follows things from frame to frame: gives detections of the same thing the same id, and says when tracks begin and
// end and which zones they enter and leave. Both algorithms share it and differ in their motion model. Used by one
// thread.

#include "services/inference/association.hpp"
#include "services/inference/motion_model.hpp"
#include "services/pipeline/events.hpp"

#include <cstdint>
#include <set>
#include <vector>

namespace visiond::inference {

class Tracker {
 public:
  // `algorithm` is not `none`. `next_id` grows with each track that begins, so that ids are never used again; it
  // outlives the tracker.
  Tracker(Tracking algorithm, std::uint64_t& next_id) : algorithm_(algorithm), next_id_(next_id) {}

  // Takes the detections of a frame, `frames` after the one before, and gives those that belong to a track its id.
  // What happened, in order.
  std::vector<pipeline::Happening> update(std::vector<pipeline::Detection>& detections,
                                          const InferenceSettings& settings, double frames);
  // Ends every track.
  std::vector<pipeline::Happening> end();

 private:
  struct Track {
    enum class State {
      tentative,  // → confirmed, seen in track_min_hits frames on end; → ended, not seen once; nobody was told of it
      confirmed,  // → ended, not seen for more than track_max_age frames
      ended,
    };
    State state = State::tentative;
    std::uint64_t id = 0;  // once confirmed
    std::string label{};
    std::unique_ptr<MotionModel> motion{};
    std::set<std::string> zones{};
    int hits = 0;    // frames in which it was seen
    int unseen = 0;  // frames since
  };

  std::vector<Track*> match(const std::vector<pipeline::Detection>& detections, double least_overlap);
  void seen(Track& track, pipeline::Detection& detection, int min_hits, std::vector<pipeline::Happening>& happened);
  static void move_to(Track& track, const std::vector<std::string>& zones, std::vector<pipeline::Happening>& happened);
  static void end(Track& track, std::vector<pipeline::Happening>& happened);

  const Tracking algorithm_;
  std::uint64_t& next_id_;
  std::vector<Track> tracks_;  // the oldest first
};

}  // namespace visiond::inference
