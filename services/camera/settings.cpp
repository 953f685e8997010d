#include "services/camera/settings.hpp"

namespace visiond::camera {

using settings::Priority;
using settings::row;
using settings::Table;
using settings::UpdateKind;

const Table<CameraSettings>& camera_table() {
  using S = CameraSettings;
  constexpr auto hot = UpdateKind::hot_reload;
  constexpr auto restart = UpdateKind::restart;
  static const Table<S> table{
      {.name = "camera", .description = "Where frames come from", .priority = Priority::critical, .dependencies = {}},
      {
          row(&S::enabled, "enabled").preset(true).kind(restart).text("Off: the source is closed"),
          row(&S::name, "name").max_length(256).preset("").text("What people call this camera"),
          row(&S::source, "source")
              .format(settings::Format::uri)
              .preset("synthetic:")
              .kind(restart)
              .text("synthetic:, file:PATH, images:DIR, v4l2:/dev/…, rtsp(s)://…, http(s)://…, gstreamer:PIPELINE or "
                    "empty for none; options follow after #, joined by &: loop=0, pace=0, seed=N, shapes=N, "
                    "exclusive=1"),
          row(&S::username, "username")
              .max_length(256)
              .preset("")
              .kind(restart)
              .text("For rtsp and http sources that ask who is there"),
          row(&S::password_ref, "password_ref")
              .format(settings::Format::credential_reference)
              .preset("")
              .kind(restart)
              .text("Where its password is: env:NAME, file:PATH or credential:NAME (of systemd)"),
          row(&S::rtsp_transport, "rtsp_transport", {{"tcp", Transport::tcp}, {"udp", Transport::udp}})
              .preset("tcp")
              .kind(restart)
              .text("How pictures of an rtsp source come"),
          row(&S::width, "width")
              .unit("px")
              .range(160, 7680)
              .or_zero()
              .preset(0)
              .kind(restart)
              .text("0: the source's own"),
          row(&S::height, "height")
              .unit("px")
              .range(120, 4320)
              .or_zero()
              .preset(0)
              .kind(restart)
              .text("0: the source's own"),
          row(&S::fps, "fps").unit("1/s").range(0, 240).preset(0).kind(restart).text("0: the source's own"),
          row(&S::pixel_format, "pixel_format",
              {{"auto", PixelFormat::automatic},
               {"mjpg", PixelFormat::mjpg},
               {"yuyv", PixelFormat::yuyv},
               {"nv12", PixelFormat::nv12}})
              .preset("auto")
              .kind(restart)
              .text("Of a v4l2 device; auto: the device's own"),
          row(&S::exposure_us, "exposure_us")
              .unit("µs")
              .range(0, 1000000)
              .preset(0)
              .kind(hot)
              .text("Of a v4l2 device; 0: automatic"),
          row(&S::gain, "gain").range(0, 64).preset(0).kind(hot).text("Of a v4l2 device; 0: the device's own"),
          row(&S::brightness, "brightness").range(-1, 1).preset(0).kind(hot).text("Added to each pixel; 1 is white"),
          row(&S::contrast, "contrast")
              .range(0, 4)
              .preset(1)
              .kind(hot)
              .text("Multiplies the distance from middle grey"),
          row(&S::rotate, "rotate")
              .unit("°")
              .choices({"0", "90", "180", "270"})
              .preset(0)
              .kind(hot)
              .text("Turned clockwise"),
          row(&S::flip, "flip",
              {{"none", Flip::none},
               {"horizontal", Flip::horizontal},
               {"vertical", Flip::vertical},
               {"both", Flip::both}})
              .preset("none")
              .kind(hot)
              .text("Mirrored, after turning"),
          row(&S::frame_timeout_ms, "frame_timeout_ms")
              .unit("ms")
              .range(100, 60000)
              .preset(5000)
              .text("Without a frame for this long the camera counts as away"),
          row(&S::reconnect_initial_ms, "reconnect_initial_ms")
              .unit("ms")
              .range(50, 60000)
              .preset(500)
              .text("Pause before the first try to open a lost camera again; it doubles from try to try"),
          row(&S::reconnect_max_ms, "reconnect_max_ms")
              .unit("ms")
              .range(1000, 600000)
              .preset(30000)
              .text("The longest pause between tries"),
          row(&S::queue_frames, "queue_frames")
              .unit("frames")
              .range(1, 16)
              .preset(2)
              .kind(hot)
              .text("Frames that may wait for detection; the oldest is dropped when there are more"),
      }};
  return table;
}

}  // namespace visiond::camera
