#include "services/camera/mjpeg_source.hpp"

#include "daemon/base/credential.hpp"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <chrono>
#include <curl/curl.h>
#include <deque>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace visiond::camera {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr long most_redirections = 5;
// A live picture is worth more than an old one.
constexpr std::size_t most_waiting = 4;
constexpr int http_ok = 200, http_unauthorized = 401, http_forbidden = 403, http_not_found = 404;

// Once a process, before the first handle (curl_global_init(3)).
void start_curl() {
  static const auto result = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (result != CURLE_OK) throw std::runtime_error(curl_easy_strerror(result));
}

struct EasyCleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct MultiCleanup {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};

}  // namespace

// One request and what has come of its answer.
class MjpegSource::Transfer {
 public:
  Transfer() {
    start_curl();
    multi_.reset(curl_multi_init());
  }
  ~Transfer() {
    if (easy_) curl_multi_remove_handle(multi_.get(), easy_.get());
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  void start(const SourceSpec& spec, const std::string& password) {
    easy_.reset(curl_easy_init());
    auto* easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_URL, spec.uri.path.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, most_redirections);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(spec.access.time_out_ms));
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "visiond");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::write);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    if (!spec.access.username.empty()) {
      curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC | CURLAUTH_DIGEST);
      curl_easy_setopt(easy, CURLOPT_USERNAME, spec.access.username.c_str());
      curl_easy_setopt(easy, CURLOPT_PASSWORD, password.c_str());
    }
    curl_multi_add_handle(multi_.get(), easy);
  }

  // Goes on until a part is whole, the answer ends or it is interrupted.
  std::optional<std::string> next_part(std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (parts_.empty() && !interrupted && !ended_ && !timed_out) {
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      ended_ = running == 0;
      if (ended_) take_result();
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
      timed_out = left <= 0;
      if (parts_.empty() && !ended_ && !timed_out)
        curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(left), nullptr);
    }
    if (parts_.empty() || interrupted) return std::nullopt;
    timed_out = false;
    auto part = std::move(parts_.front());
    parts_.pop_front();
    return part;
  }
  void wake() { curl_multi_wakeup(multi_.get()); }

  long status() const {
    long code = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &code);
    return code;
  }
  std::string content_type() const {
    const char* type = nullptr;
    curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_TYPE, &type);
    return type != nullptr ? type : "";
  }
  CURLcode result() const { return result_; }
  bool is_multipart() const { return reader_.has_value(); }

  std::atomic<bool> interrupted = false;
  bool timed_out = false;
  bool too_large = false;

 private:
  static std::size_t write(const char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<Transfer*>(self)->take({data, size * count}) ? size * count : 0;
  }
  // False ends the transfer.
  bool take(std::string_view piece) {
    if (status() != http_ok) return true;
    if (!reader_) {
      auto boundary = multipart_boundary(content_type());
      if (!boundary) return false;
      reader_.emplace(std::move(*boundary));
    }
    too_large = !reader_->feed(piece);
    while (auto part = reader_->next_part()) parts_.push_back(std::move(*part));
    while (parts_.size() > most_waiting) parts_.pop_front();
    return !too_large;
  }
  void take_result() {
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi_.get(), &left))
      if (message->msg == CURLMSG_DONE) result_ = message->data.result;
  }

  std::unique_ptr<CURLM, MultiCleanup> multi_;
  std::unique_ptr<CURL, EasyCleanup> easy_;
  std::optional<MultipartReader> reader_;
  CURLcode result_ = CURLE_OK;
  std::deque<std::string> parts_;  // whole ones; the oldest is dropped when there are too many
  bool ended_ = false;
};

MjpegSource::MjpegSource(SourceSpec spec) : spec_(std::move(spec)), transfer_(std::make_unique<Transfer>()) {}

MjpegSource::~MjpegSource() = default;

void MjpegSource::interrupt() {
  transfer_->interrupted = true;
  transfer_->wake();
}

Error MjpegSource::failed(const std::string& doing, const std::string& why) const {
  return {ErrorCode::rolled_back, "camera.source", "cannot " + doing + " " + spec_.uri.device() + ": " + why};
}

// Why there are no more pictures.
std::string MjpegSource::refusal() const {
  const auto& transfer = *transfer_;
  if (transfer.interrupted) return "it was given up";
  if (transfer.timed_out) return "no picture came within " + std::to_string(spec_.access.time_out_ms) + " ms";
  if (transfer.too_large) return "what comes is no picture, or one that is too large";
  const auto status = transfer.status();
  if (status == http_unauthorized)
    return spec_.access.username.empty()
               ? "it asks for a name and a password; set camera.username and camera.password_ref"
               : "it refuses camera.username or its password";
  if (status == http_forbidden) return "it is forbidden (HTTP 403)";
  if (status == http_not_found) return "there is nothing at this address (HTTP 404)";
  if (status != 0 && status != http_ok) return "the server answers HTTP " + std::to_string(status);
  if (status == http_ok && !transfer.is_multipart())
    return "the server gives " + transfer.content_type() + ", not multipart/x-mixed-replace of JPEG pictures";
  if (transfer.result() != CURLE_OK && transfer.result() != CURLE_WRITE_ERROR)
    return curl_easy_strerror(transfer.result());
  return "the server has ended the stream";
}

Result<std::string> MjpegSource::next_part(const std::string& doing) {
  auto part = transfer_->next_part(std::chrono::milliseconds(spec_.access.time_out_ms));
  if (!part) return failed(doing, refusal());
  return std::move(*part);
}

Result<void> MjpegSource::open(const Format& wanted) {
  std::string password;
  if (!spec_.access.password_ref.empty()) {
    auto found = base::resolve_credential(spec_.access.password_ref, spec_.access.allowed_paths);
    if (!found) return Error{ErrorCode::rolled_back, "camera.password_ref", found.error().message};
    password = std::move(*found);
  }
  transfer_->start(spec_, password);
  // A first picture that is damaged tells no size.
  while (first_.empty()) {
    auto first = read(0);
    if (!first) return failed("open", refusal());
    first_ = *first;
  }
  format_ = {first_.cols, first_.rows, wanted.fps, PixelFormat::automatic};
  if (wanted.width > 0) format_.width = wanted.width, format_.height = wanted.height;
  return {};
}

Result<cv::Mat> MjpegSource::read(std::int64_t) {
  cv::Mat image;
  if (!first_.empty()) {
    image = std::exchange(first_, {});
  } else {
    auto part = next_part("read");
    if (!part) return part.error();
    if (part->empty()) return image;
    image = cv::imdecode(cv::Mat(1, static_cast<int>(part->size()), CV_8UC1, part->data()), cv::IMREAD_COLOR);
  }
  if (image.empty() || format_.width == 0 || (image.cols == format_.width && image.rows == format_.height))
    return image;
  cv::Mat scaled;
  cv::resize(image, scaled, {format_.width, format_.height}, 0, 0, cv::INTER_AREA);
  return scaled;
}

}  // namespace visiond::camera
