#include "daemon/rpc/write_event.hpp"

#include "daemon/rpc/time.hpp"
#include "daemon/rpc/wire_text.hpp"

#include <variant>

namespace visiond::rpc {
namespace {

template <class Track, class Message>
void write_track(const Track& track, Message& into) {
  into.set_track_id(track.track_id);
  into.set_label(wire_text(track.label));
}

struct Writer {
  v1::Event& into;

  void operator()(const pipeline::TrackStarted& each) const { write_track(each, *into.mutable_track_started()); }
  void operator()(const pipeline::TrackEnded& each) const { write_track(each, *into.mutable_track_ended()); }
  void operator()(const pipeline::ZoneEntered& each) const {
    write_track(each, *into.mutable_zone_entered());
    into.mutable_zone_entered()->set_zone(each.zone);
  }
  void operator()(const pipeline::ZoneLeft& each) const {
    write_track(each, *into.mutable_zone_left());
    into.mutable_zone_left()->set_zone(each.zone);
  }
  void operator()(const pipeline::CameraLost& each) const {
    into.mutable_camera_lost()->set_message(wire_text(each.message));
  }
  void operator()(const pipeline::CameraBack& each) const {
    into.mutable_camera_back()->set_message(wire_text(each.message));
  }
  void operator()(const pipeline::SceneDescription& each) const { write(each, *into.mutable_scene()); }
};

}  // namespace

void write(const pipeline::SceneDescription& scene, v1::SceneDescription& into) {
  into.set_text(wire_text(scene.text));
  into.set_model(scene.model);
  into.set_provider(scene.provider);
  into.set_frame_sequence(scene.frame_sequence);
  into.set_revision(scene.revision.value);
  write_duration(scene.latency, *into.mutable_latency());
  into.set_input_tokens(scene.input_tokens);
  into.set_output_tokens(scene.output_tokens);
}

void write(const pipeline::Event& event, v1::Event& into) {
  into.set_sequence(event.sequence);
  write_time(event.time, *into.mutable_time());
  into.set_revision(event.revision.value);
  std::visit(Writer{into}, event.happening);
}

}  // namespace visiond::rpc
