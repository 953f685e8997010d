// An RTSP server for tests: rtsp_test_server PORT [any|tcp|udp [USER PASSWORD]]. Serves a moving test picture as JPEG,
// 320×240 at 25 frames a second, at rtsp://127.0.0.1:PORT/test; port 0 picks one. Prints the port once it serves, and
// ends with SIGTERM.
#include <csignal>
#include <cstdio>
#include <glib-unix.h>
#include <gst/gst.h>
#include <gst/rtsp-server/rtsp-server.h>
#include <string>

namespace {

constexpr const char* pipeline =
    "( videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=240,framerate=25/1 ! jpegenc ! rtpjpegpay "
    "name=pay0 "
    "pt=26 )";

gboolean end(gpointer loop) {
  g_main_loop_quit(static_cast<GMainLoop*>(loop));
  return G_SOURCE_REMOVE;
}

void ask_for_password(GstRTSPServer* server, GstRTSPMediaFactory* factory, const char* user, const char* password) {
  GstRTSPAuth* auth = gst_rtsp_auth_new();
  GstRTSPToken* token =
      gst_rtsp_token_new(GST_RTSP_TOKEN_MEDIA_FACTORY_ROLE, G_TYPE_STRING, "user", static_cast<void*>(nullptr));
  gchar* basic = gst_rtsp_auth_make_basic(user, password);
  gst_rtsp_auth_add_basic(auth, basic, token);
  g_free(basic);
  gst_rtsp_token_unref(token);
  gst_rtsp_server_set_auth(server, auth);
  g_object_unref(auth);
  GstRTSPPermissions* permissions = gst_rtsp_permissions_new();
  gst_rtsp_permissions_add_permission_for_role(permissions, "user", GST_RTSP_PERM_MEDIA_FACTORY_ACCESS, TRUE);
  gst_rtsp_permissions_add_permission_for_role(permissions, "user", GST_RTSP_PERM_MEDIA_FACTORY_CONSTRUCT, TRUE);
  gst_rtsp_media_factory_set_permissions(factory, permissions);
  gst_rtsp_permissions_unref(permissions);
}

}  // namespace

int main(int count, char** arguments) {
  gst_init(nullptr, nullptr);
  GMainLoop* loop = g_main_loop_new(nullptr, FALSE);
  GstRTSPServer* server = gst_rtsp_server_new();
  gst_rtsp_server_set_address(server, "127.0.0.1");
  gst_rtsp_server_set_service(server, count > 1 ? arguments[1] : "0");
  GstRTSPMediaFactory* factory = gst_rtsp_media_factory_new();
  gst_rtsp_media_factory_set_launch(factory, pipeline);
  gst_rtsp_media_factory_set_shared(factory, TRUE);
  const std::string transport = count > 2 ? arguments[2] : "any";
  if (transport != "any")
    gst_rtsp_media_factory_set_protocols(factory,
                                         transport == "tcp" ? GST_RTSP_LOWER_TRANS_TCP : GST_RTSP_LOWER_TRANS_UDP);
  if (count > 4) ask_for_password(server, factory, arguments[3], arguments[4]);
  GstRTSPMountPoints* mounts = gst_rtsp_server_get_mount_points(server);
  gst_rtsp_mount_points_add_factory(mounts, "/test", factory);
  g_object_unref(mounts);
  if (gst_rtsp_server_attach(server, nullptr) == 0) return 1;
  g_unix_signal_add(SIGTERM, end, loop);
  std::printf("%d\n", gst_rtsp_server_get_bound_port(server));
  std::fflush(stdout);
  g_main_loop_run(loop);
  g_main_loop_unref(loop);
  return 0;
}
