#include "services/gemini/http_post.hpp"

#include <algorithm>
#include <array>
#include <curl/curl.h>
#include <memory>
#include <mutex>
#include <utility>

namespace visiond::gemini {

using End = HttpAnswer::End;

namespace {

// libcurl gives up by itself; this only bounds how long one look at the sockets lasts.
constexpr int longest_look_ms = 1000;

struct EasyCleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct MultiCleanup {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
struct ListCleanup {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

long milliseconds(base::Duration duration) {
  // 0 would mean no limit.
  return std::max(1L, static_cast<long>(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()));
}

// One request under way.
class Transfer {
 public:
  Transfer(const HttpRequest& request, const HttpLimits& limits) : limits_(limits) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    multi_.reset(curl_multi_init());
    easy_.reset(curl_easy_init());
    configure(request);
    curl_multi_add_handle(multi_.get(), easy_.get());
  }
  ~Transfer() { curl_multi_remove_handle(multi_.get(), easy_.get()); }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  HttpAnswer run(const std::stop_token& stop) {
    const std::stop_callback wake(stop, [this] { curl_multi_wakeup(multi_.get()); });
    int running = 1;
    while (running > 0 && !stop.stop_requested()) {
      curl_multi_perform(multi_.get(), &running);
      if (running > 0 && !stop.stop_requested()) curl_multi_poll(multi_.get(), nullptr, 0, longest_look_ms, nullptr);
    }
    if (stop.stop_requested()) return {.end = End::cancelled, .why = "the request was given up"};
    return take_answer();
  }

 private:
  void configure(const HttpRequest& request) {
    auto* easy = easy_.get();
    for (const auto& header : request.headers) add_header(header.c_str());
    // libcurl would wait for leave to send what is larger than a megabyte.
    add_header("Expect:");
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    // Who gives up does not wait for a name server that does not answer.
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "visiond");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(std::min(limits_.connect, limits_.total)));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, milliseconds(limits_.total));
    if (!limits_.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, limits_.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, text_.data());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::write);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  }
  void add_header(const char* header) {
    auto* whole = curl_slist_append(headers_.get(), header);
    static_cast<void>(headers_.release());
    headers_.reset(whole);
  }
  static std::size_t write(const char* data, std::size_t, std::size_t count, void* context) {
    auto& self = *static_cast<Transfer*>(context);
    self.too_large_ = self.body_.size() + count > self.limits_.answer_bytes;
    if (self.too_large_) return 0;
    self.body_.append(data, count);
    return count;
  }
  HttpAnswer take_answer() {
    CURLcode code = CURLE_OK;
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi_.get(), &left))
      if (message->msg == CURLMSG_DONE) code = message->data.result;
    if (code != CURLE_OK) return failed(code);
    long status = 0;
    curl_off_t retry_after = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &retry_after);
    HttpAnswer answer{.end = End::answered, .status = static_cast<int>(status), .body = std::move(body_)};
    if (retry_after > 0) answer.retry_after = std::chrono::seconds(retry_after);
    return answer;
  }
  HttpAnswer failed(CURLcode code) const {
    const std::string said = text_[0] != '\0' ? text_.data() : curl_easy_strerror(code);
    if (too_large_)
      return {.end = End::too_large,
              .why = "the answer has more than " + std::to_string(limits_.answer_bytes) + " bytes, which is the limit"};
    if (code == CURLE_OPERATION_TIMEDOUT) return {.end = End::timed_out, .why = said};
    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_ISSUER_ERROR)
      return {.end = End::untrusted, .why = said};
    return {.end = End::unreachable, .why = said};
  }

  const HttpLimits& limits_;
  std::unique_ptr<curl_slist, ListCleanup> headers_;
  std::unique_ptr<CURLM, MultiCleanup> multi_;
  std::unique_ptr<CURL, EasyCleanup> easy_;
  std::array<char, CURL_ERROR_SIZE> text_{};
  std::string body_;
  bool too_large_ = false;
};

}  // namespace

HttpAnswer http_post(const HttpRequest& request, const HttpLimits& limits, std::stop_token stop) {
  return Transfer(request, limits).run(stop);
}

}  // namespace visiond::gemini
