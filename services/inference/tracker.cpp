#include "services/inference/tracker.hpp"

#include <algorithm>
#include <utility>

namespace visiond::inference {

using pipeline::Detection;
using pipeline::Happening;

namespace {

// By how much of its size a track is looked for around where it is expected, once it was out of sight.
constexpr double buffer = 0.5;

}  // namespace

std::vector<Happening> Tracker::update(std::vector<Detection>& detections, const InferenceSettings& settings,
                                       double frames) {
  std::vector<Happening> happened;
  for (auto& track : tracks_) {
    track.motion->predict(frames);
    ++track.unseen;
  }
  const auto owners = match(detections, settings.track_iou);
  for (std::size_t n = 0; n < detections.size(); ++n) {
    if (owners[n] != nullptr) seen(*owners[n], detections[n], settings.track_min_hits, happened);
  }
  for (auto& track : tracks_) {
    const int patience = track.state == Track::State::confirmed ? settings.track_max_age : 0;
    if (track.unseen > patience) end(track, happened);
  }
  std::erase_if(tracks_, [](const Track& track) { return track.state == Track::State::ended; });
  for (std::size_t n = 0; n < detections.size(); ++n) {
    if (owners[n] != nullptr) continue;
    auto& track = tracks_.emplace_back();
    track.label = detections[n].label;
    track.motion = make_motion_model(algorithm_, detections[n].box);
    seen(track, detections[n], settings.track_min_hits, happened);
  }
  return happened;
}

// The track of each detection, or null.
std::vector<Tracker::Track*> Tracker::match(const std::vector<Detection>& detections, double least_overlap) {
  std::vector<Track*> owners(detections.size(), nullptr);
  // A track that was seen in the last frame is where it is expected; one that was not is only near.
  for (const bool lost : {false, true}) {
    const auto box_of = [&](const pipeline::Box& box) { return lost ? buffered(box, buffer) : box; };
    std::vector<Track*> tracks;
    std::vector<Expected> expected, found;
    for (auto& track : tracks_) {
      const bool taken = std::find(owners.begin(), owners.end(), &track) != owners.end();
      if (taken || (lost && track.unseen <= 1)) continue;
      tracks.push_back(&track);
      expected.push_back({track.label, box_of(track.motion->box())});
    }
    std::vector<std::size_t> free;
    for (std::size_t n = 0; n < detections.size(); ++n) {
      if (owners[n] != nullptr) continue;
      free.push_back(n);
      found.push_back({detections[n].label, box_of(detections[n].box)});
    }
    for (const auto& each : associate(expected, found, least_overlap))
      owners[free[each.detection]] = tracks[each.track];
  }
  return owners;
}

void Tracker::seen(Track& track, Detection& detection, int min_hits, std::vector<Happening>& happened) {
  if (track.hits > 0) track.motion->correct(detection.box);
  track.unseen = 0;
  ++track.hits;
  if (track.state == Track::State::tentative && track.hits >= min_hits) {
    track.state = Track::State::confirmed;
    track.id = next_id_++;
    happened.push_back(pipeline::TrackStarted{track.id, track.label});
  }
  if (track.state != Track::State::confirmed) return;
  detection.track_id = track.id;
  move_to(track, detection.zones, happened);
}

void Tracker::move_to(Track& track, const std::vector<std::string>& zones, std::vector<Happening>& happened) {
  std::set<std::string> now(zones.begin(), zones.end());
  for (const auto& zone : track.zones) {
    if (!now.contains(zone)) happened.push_back(pipeline::ZoneLeft{track.id, track.label, zone});
  }
  for (const auto& zone : now) {
    if (!track.zones.contains(zone)) happened.push_back(pipeline::ZoneEntered{track.id, track.label, zone});
  }
  track.zones = std::move(now);
}

void Tracker::end(Track& track, std::vector<Happening>& happened) {
  if (track.state == Track::State::confirmed) {
    move_to(track, {}, happened);
    happened.push_back(pipeline::TrackEnded{track.id, track.label});
  }
  track.state = Track::State::ended;
}

std::vector<Happening> Tracker::end() {
  std::vector<Happening> happened;
  for (auto& track : tracks_) end(track, happened);
  tracks_.clear();
  return happened;
}

}  // namespace visiond::inference
