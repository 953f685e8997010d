#include "tests/support/provider_server.hpp"

#include "tests/support/self_made_certificate.hpp"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <cctype>
#include <sys/socket.h>
#include <utility>

namespace visiond::testing {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace json = boost::json;

namespace {

constexpr std::uint64_t largest_request = std::uint64_t{16} << 20;

bool is_gemini(const std::string& target) { return target.find(":generateContent") != std::string::npos; }

std::string answer_of(const std::string& target, const ProviderServer::Manner& manner) {
  if (manner.body) return *manner.body;
  if (manner.status != 200)
    return json::serialize(json::object{{"error", {{"code", manner.status}, {"message", manner.text}}}});
  if (is_gemini(target)) {
    return json::serialize(json::object{
        {"candidates",
         {json::object{{"content", {{"parts", {json::object{{"text", manner.text}}}}, {"role", "model"}}},
                       {"finishReason", "STOP"}}}},
        {"usageMetadata", {{"promptTokenCount", 258}, {"candidatesTokenCount", 7}, {"totalTokenCount", 265}}}});
  }
  return json::serialize(json::object{
      {"choices",
       {json::object{{"message", {{"role", "assistant"}, {"content", manner.text}}}, {"finish_reason", "stop"}}}},
      {"usage", {{"prompt_tokens", 258}, {"completion_tokens", 7}}}});
}

std::string head_of(const ProviderServer::Manner& manner, std::size_t length) {
  std::string head =
      "HTTP/1.1 " + std::to_string(manner.status) + " " +
      std::string(http::obsolete_reason(http::int_to_status(static_cast<unsigned>(manner.status)))) +
      "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(length) + "\r\n";
  for (const auto& [name, value] : manner.headers) head += name + ": " + value + "\r\n";
  return head + "\r\n";
}

ProviderServer::Asked asked_of(const http::request<http::string_body>& request) {
  ProviderServer::Asked asked{std::string(request.target()), {}, request.body()};
  for (const auto& field : request) {
    std::string name(field.name_string());
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    asked.headers[name] = std::string(field.value());
  }
  return asked;
}

}  // namespace

ProviderServer::ProviderServer(Options options)
    : options_(std::move(options)),
      acceptor_(context_, {asio::ip::address_v4::loopback(), 0}),
      port_(acceptor_.local_endpoint().port()) {
  if (!options_.certificate_for.empty()) {
    auto made = make_certificate(options_.certificate_for);
    tls_.emplace(asio::ssl::context::tls_server);
    tls_->use_certificate_chain(asio::buffer(made.certificate));
    tls_->use_private_key(asio::buffer(made.key), asio::ssl::context::pem);
    certificate_ = std::move(made.certificate);
  }
  accept();
  thread_ = std::thread([this] { context_.run(); });
}

ProviderServer::~ProviderServer() {
  context_.stop();
  thread_.join();
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    for (const int descriptor : open_) ::shutdown(descriptor, SHUT_RDWR);
    changed_.notify_all();
  }
  for (auto& each : sessions_) each.join();
}

void ProviderServer::next(Manner manner) {
  const std::lock_guard lock(mutex_);
  next_.push_back(std::move(manner));
}

void ProviderServer::always(Manner manner) {
  const std::lock_guard lock(mutex_);
  always_ = std::move(manner);
}

void ProviderServer::let_go() {
  const std::lock_guard lock(mutex_);
  let_go_ = true;
  changed_.notify_all();
}

std::string ProviderServer::url(const std::string& host) const {
  return (tls_ ? "https://" : "http://") + host + ":" + std::to_string(port_);
}

std::vector<ProviderServer::Asked> ProviderServer::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

void ProviderServer::accept() {
  acceptor_.async_accept([this](boost::system::error_code error, Socket socket) {
    if (error) return;
    const std::lock_guard lock(mutex_);
    const auto place = open_.insert(open_.end(), socket.native_handle());
    sessions_.emplace_back([this, place, socket = std::move(socket)]() mutable {
      if (tls_) {
        asio::ssl::stream<Socket&> stream(socket, *tls_);
        boost::system::error_code failure;
        stream.handshake(asio::ssl::stream_base::server, failure);
        if (!failure) serve(stream);
      } else {
        serve(socket);
      }
      const std::lock_guard done(mutex_);
      open_.erase(place);
      boost::system::error_code ignored;
      socket.close(ignored);
    });
    accept();
  });
}

ProviderServer::Manner ProviderServer::manner_for(const Asked& asked) {
  const std::lock_guard lock(mutex_);
  asked_.push_back(asked);
  const auto value = [&](const char* name) {
    const auto found = asked.headers.find(name);
    return found == asked.headers.end() ? std::string() : found->second;
  };
  const auto key = is_gemini(asked.target) ? value("x-goog-api-key") : value("authorization");
  if (!options_.key.empty() && key != options_.key && key != "Bearer " + options_.key)
    return {.status = 401, .text = "the key " + key + " is not valid"};
  if (next_.empty()) return always_;
  auto manner = std::move(next_.front());
  next_.pop_front();
  return manner;
}

template <class Stream>
void ProviderServer::serve(Stream& stream) {
  boost::beast::flat_buffer buffer;
  http::request_parser<http::string_body> parser;
  parser.body_limit(largest_request);
  boost::system::error_code error;
  http::read(stream, buffer, parser, error);
  if (error) return;
  const auto asked = asked_of(parser.get());
  const auto manner = manner_for(asked);
  if (manner.silent) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return let_go_ || stopped_; });
    if (stopped_) return;
  }
  const auto body = answer_of(asked.target, manner);
  asio::write(stream, asio::buffer(head_of(manner, body.size())), error);
  if (!error) asio::write(stream, asio::buffer(body.data(), manner.cut ? body.size() / 2 : body.size()), error);
}

}  // namespace visiond::testing
