#include "services/camera/rtsp_source.hpp"

#include "daemon/base/credential.hpp"
#include "services/camera/rtsp_address.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

#include <array>
#include <cerrno>
#include <utility>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// Streams without a rate tell their time base instead.
constexpr double highest_rate = 240;
// Enough to find the size; more costs time at each opening.
constexpr std::int64_t analysis_us = 1'000'000;

}  // namespace

void RtspSource::Free::operator()(AVFormatContext* context) const { avformat_close_input(&context); }
void RtspSource::Free::operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
void RtspSource::Free::operator()(AVFrame* frame) const { av_frame_free(&frame); }
void RtspSource::Free::operator()(AVPacket* packet) const { av_packet_free(&packet); }
void RtspSource::Free::operator()(SwsContext* context) const { sws_freeContext(context); }

RtspSource::RtspSource(SourceSpec spec) : spec_(std::move(spec)) {}

// It says good-bye to the server, which may be gone.
RtspSource::~RtspSource() { start_time(); }

int RtspSource::is_over(void* self) { return static_cast<const RtspSource*>(self)->is_over() ? 1 : 0; }

bool RtspSource::is_over() const { return interrupted_ || std::chrono::steady_clock::now() > deadline_; }

void RtspSource::start_time() {
  deadline_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(spec_.access.time_out_ms);
}

Error RtspSource::failed(const std::string& doing, const std::string& why) const {
  return {ErrorCode::rolled_back, "camera.source", "cannot " + doing + " " + spec_.uri.device() + ": " + why};
}

std::string RtspSource::reason(int error) const {
  if (interrupted_) return "it was given up";
  // FFmpeg has many names for that.
  if (is_over()) return "nothing came within " + std::to_string(spec_.access.time_out_ms) + " ms";
  if (error == AVERROR_EOF) return "the server has ended the stream";
  if (error == AVERROR_HTTP_UNAUTHORIZED)
    return spec_.access.username.empty()
               ? "it asks for a name and a password; set camera.username and camera.password_ref"
               : "it refuses camera.username or its password";
  if (error == AVERROR_HTTP_NOT_FOUND) return "there is nothing at this address (RTSP 404)";
  if (error == AVERROR(EPROTONOSUPPORT)) return "it does not come over camera.rtsp_transport";
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(error, text.data(), text.size());
  return text.data();
}

Result<void> RtspSource::open(const Format& wanted) {
  start_time();
  std::string password;
  if (!spec_.access.password_ref.empty()) {
    auto found = base::resolve_credential(spec_.access.password_ref, spec_.access.allowed_paths);
    if (!found) return Error{ErrorCode::rolled_back, "camera.password_ref", found.error().message};
    password = std::move(*found);
  }
  if (auto connected = connect(password); !connected) return connected;
  if (auto found = find_pictures(); !found) return found;
  const auto* stream = input_->streams[stream_];
  const double rate = stream->avg_frame_rate.den > 0 ? av_q2d(stream->avg_frame_rate) : 0;
  format_ = {decoder_->width, decoder_->height, rate > 0 && rate <= highest_rate ? rate : 0, PixelFormat::automatic};
  if (wanted.width > 0) format_.width = wanted.width, format_.height = wanted.height;
  if (format_.width <= 0 || format_.height <= 0) return failed("open", "it has no pictures");
  return {};
}

Result<void> RtspSource::connect(const std::string& password) {
  av_log_set_level(AV_LOG_ERROR);
  auto* context = avformat_alloc_context();
  context->interrupt_callback = {&RtspSource::is_over, this};
  context->max_analyze_duration = analysis_us;
  // A rate that nobody tells would be measured for a second.
  context->fps_probe_size = 0;
  context->flags |= AVFMT_FLAG_NOBUFFER;
  AVDictionary* options = nullptr;
  av_dict_set(&options, "rtsp_transport", spec_.access.transport == Transport::udp ? "udp" : "tcp", 0);
  av_dict_set(&options, "allowed_media_types", "video", 0);
  // Frees the context where it fails.
  const int error = avformat_open_input(&context, rtsp_address(spec_, password).c_str(), nullptr, &options);
  av_dict_free(&options);
  if (error < 0) return failed("open", reason(error));
  input_.reset(context);
  return {};
}

Result<void> RtspSource::find_pictures() {
  if (const int error = avformat_find_stream_info(input_.get(), nullptr); error < 0)
    return failed("open", reason(error));
  const AVCodec* codec = nullptr;
  stream_ = av_find_best_stream(input_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0);
  if (stream_ < 0 || codec == nullptr) return failed("open", "it has no pictures that can be decoded");
  decoder_.reset(avcodec_alloc_context3(codec));
  avcodec_parameters_to_context(decoder_.get(), input_->streams[stream_]->codecpar);
  // Frames side by side would come late.
  decoder_->thread_type = FF_THREAD_SLICE;
  decoder_->flags |= AV_CODEC_FLAG_LOW_DELAY;
  if (const int error = avcodec_open2(decoder_.get(), codec, nullptr); error < 0) return failed("open", reason(error));
  frame_.reset(av_frame_alloc());
  packet_.reset(av_packet_alloc());
  return {};
}

Result<void> RtspSource::next_packet() {
  do {
    av_packet_unref(packet_.get());
    const int error = av_read_frame(input_.get(), packet_.get());
    if (error < 0) return failed("read", reason(error));
  } while (packet_->stream_index != stream_);
  return {};
}

Result<cv::Mat> RtspSource::read(std::int64_t) {
  start_time();
  for (;;) {
    const int received = avcodec_receive_frame(decoder_.get(), frame_.get());
    if (received == 0) return picture();
    if (received != AVERROR(EAGAIN)) return cv::Mat();
    if (auto next = next_packet(); !next) return next.error();
    if (avcodec_send_packet(decoder_.get(), packet_.get()) < 0) return cv::Mat();
  }
}

cv::Mat RtspSource::picture() {
  const auto& frame = *frame_;
  if ((frame.flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags != 0) return {};
  scaler_.reset(sws_getCachedContext(scaler_.release(), frame.width, frame.height,
                                     static_cast<AVPixelFormat>(frame.format), format_.width, format_.height,
                                     AV_PIX_FMT_BGR24, SWS_AREA, nullptr, nullptr, nullptr));
  if (!scaler_) return {};
  cv::Mat image(format_.height, format_.width, CV_8UC3);
  const std::array<std::uint8_t*, 1> target = {image.data};
  const std::array<int, 1> stride = {static_cast<int>(image.step)};
  sws_scale(scaler_.get(), frame.data, frame.linesize, 0, frame.height, target.data(), stride.data());
  return image;
}

}  // namespace visiond::camera
