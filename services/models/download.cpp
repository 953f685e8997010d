#include "services/models/download.hpp"

#include "daemon/settings/formats.hpp"
#include "services/models/new_file.hpp"

#include <array>
#include <curl/curl.h>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace visiond::models {

using base::Error;
using base::ErrorCode;

namespace {

// One download under way; libcurl's callbacks get it as their last argument.
struct Transfer {
  NewFile file;
  std::uint64_t most = 0;
  std::stop_token stop;
  std::uint64_t received = 0;
  std::optional<Error> error;  // why a callback gave up
};

std::size_t write(const char* bytes, std::size_t, std::size_t count, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  transfer.received += count;
  if (transfer.received > transfer.most) {
    transfer.error =
        Error{ErrorCode::invalid_request, "url",
              "url: more than " + std::to_string(transfer.most) + " bytes come from it, which is the limit"};
    return 0;
  }
  if (auto written = transfer.file.write({bytes, count}); !written) {
    transfer.error = written.error();
    return 0;
  }
  return count;
}

int progress(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(context)->stop.stop_requested() ? 1 : 0;
}

// The library's text names host and port at most: never the query, which may hold a token.
Error failure(CURLcode code, const std::array<char, CURL_ERROR_SIZE>& text, const Limits& limits) {
  if (code == CURLE_FILESIZE_EXCEEDED) {
    return {ErrorCode::invalid_request, "url",
            "url: the file is larger than " + std::to_string(limits.bytes) + " bytes, which is the limit"};
  }
  const std::string said = text[0] != '\0' ? text.data() : curl_easy_strerror(code);
  return {ErrorCode::download_failed, "url", "the download failed: " + said};
}

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

Handle make_handle() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  return {curl_easy_init(), &curl_easy_cleanup};
}

void configure(CURL* curl, const std::string& url, const Limits& limits) {
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  // Who starts encrypted stays encrypted.
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, url.starts_with("https:") ? "https" : "http,https");
  if (!limits.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, limits.ca_file.c_str());
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, static_cast<long>(limits.redirects));
  curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "visiond");
  curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(limits.bytes));
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(limits.connect.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(limits.download.count()));
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits.stall.count()));
}

}  // namespace

std::string url_mistake(const std::string& url) {
  if (!url.starts_with("https://") && !url.starts_with("http://"))
    return "it must be an address that begins with https:// or http://";
  const auto begin = url.find("//") + 2;
  const auto authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  if (authority.find('@') != std::string::npos) return "it carries a user or password, which is refused";
  if (authority.empty() || !settings::is_text(url) || url.find_first_of(" \t\r\n") != std::string::npos)
    return "it is no address of a file";
  return {};
}

base::Result<void> download(const std::string& url, const std::filesystem::path& file, const Limits& limits,
                            std::stop_token stop) {
  if (const auto mistake = url_mistake(url); !mistake.empty())
    return Error{ErrorCode::invalid_request, "url", "url: " + mistake};
  auto opened = NewFile::open(file);
  if (!opened) return opened.error();
  Transfer transfer{std::move(*opened), limits.bytes, std::move(stop), 0, {}};
  const auto curl = make_handle();
  if (curl == nullptr) return Error{ErrorCode::internal, "", "libcurl gives no handle"};
  configure(curl.get(), url, limits);
  std::array<char, CURL_ERROR_SIZE> text{};
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, text.data());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &write);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl.get(), CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_XFERINFOFUNCTION, &progress);
  curl_easy_setopt(curl.get(), CURLOPT_XFERINFODATA, &transfer);
  const auto code = curl_easy_perform(curl.get());
  if (transfer.error) return *transfer.error;
  if (transfer.stop.stop_requested()) return Error{ErrorCode::cancelled, "", "the download was given up"};
  if (code != CURLE_OK) return failure(code, text, limits);
  return transfer.file.close();
}

}  // namespace visiond::models
