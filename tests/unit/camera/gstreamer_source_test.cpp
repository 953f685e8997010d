// GStreamer pipelines. Skipped where its plug-ins are not installed (scripts/packages.txt), and under sanitizers, which
// it is not built for.
#include "services/camera/gstreamer_source.hpp"

#include <gtest/gtest.h>

namespace visiond::camera {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool instrumented = true;
#else
constexpr bool instrumented = false;
#endif

TEST(GStreamer, runs_a_pipeline_with_and_without_a_sink) {
  if (instrumented) GTEST_SKIP() << "GStreamer is not built for sanitizers";
  GstreamerSource bare("videotestsrc ! video/x-raw,width=64,height=48,framerate=30/1");
  if (!bare.open({})) GTEST_SKIP() << "GStreamer's test picture needs gstreamer1.0-plugins-base";
  EXPECT_EQ(bare.format(), (Format{64, 48, 30}));
  EXPECT_EQ(bare.read(0).value().size(), cv::Size(64, 48));
  GstreamerSource whole("videotestsrc num-buffers=3 ! video/x-raw,format=GRAY8,width=64,height=48 ! appsink");
  ASSERT_TRUE(whole.open({}));
  for (int n = 0; n < 3; ++n) EXPECT_EQ(whole.read(n).value().type(), CV_8UC3);
  EXPECT_FALSE(whole.read(3)) << "it has ended";
}

TEST(GStreamer, says_that_a_pipeline_cannot_run) {
  if (instrumented) GTEST_SKIP() << "GStreamer is not built for sanitizers";
  GstreamerSource source("nosuchelement ! appsink");
  EXPECT_EQ(source.open({}).error().message,
            "cannot open gstreamer:nosuchelement ! appsink: GStreamer cannot run it; try it with gst-launch-1.0, with "
            "fakesink at its end");
}

}  // namespace
}  // namespace visiond::camera
