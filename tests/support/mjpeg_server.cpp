#include "tests/support/mjpeg_server.hpp"

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/core/detail/base64.hpp>
#include <boost/beast/http.hpp>

#include <atomic>
#include <chrono>
#include <list>
#include <thread>
#include <utility>

namespace visiond::testing {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

namespace {

std::string basic(const std::string& username, const std::string& password) {
  const auto plain = username + ":" + password;
  std::string encoded(beast::detail::base64::encoded_size(plain.size()), '\0');
  encoded.resize(beast::detail::base64::encode(encoded.data(), plain.data(), plain.size()));
  return "Basic " + encoded;
}

}  // namespace

class MjpegServer::Server {
 public:
  Server(const Options& options, unsigned short port)
      : options_(options), acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), port)) {
    accept();
    thread_ = std::thread([this] { context_.run(); });
  }
  ~Server() {
    asio::post(context_, [this] {
      acceptor_.close();
      for (const auto& weak : sessions_)
        if (const auto session = weak.lock()) session->end();
    });
    thread_.join();
  }
  unsigned short port() const { return acceptor_.local_endpoint().port(); }

  void cut() {
    asio::post(context_, [this] {
      for (const auto& weak : sessions_)
        if (const auto session = weak.lock()) session->cut = true;
    });
  }

  std::atomic<bool> stalled = false;
  std::atomic<int> served = 0;

 private:
  struct Session : std::enable_shared_from_this<Session> {
    Session(tcp::socket connected, Server& owner)
        : socket(std::move(connected)), timer(socket.get_executor()), server(owner) {}

    void begin() {
      http::async_read(socket, buffer, request, [self = shared_from_this()](auto error, auto) {
        if (!error) self->answer();
      });
    }
    void answer() {
      const auto& options = server.options_;
      const bool may =
          options.username.empty() || request[http::field::authorization] == basic(options.username, options.password);
      if (may) ++server.served;
      out = may ? "HTTP/1.1 200 OK\r\nContent-Type: " + options.content_type + "\r\nConnection: close\r\n\r\n"
                : "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"camera\"\r\nContent-Length: "
                  "0\r\nConnection: close\r\n\r\n";
      asio::async_write(socket, asio::buffer(out), [self = shared_from_this(), may](auto error, auto) {
        if (!error && may) self->wait();
      });
    }
    void wait() {
      timer.expires_after(std::chrono::microseconds(static_cast<int>(1e6 / server.options_.fps)));
      timer.async_wait([self = shared_from_this()](auto error) {
        if (error || !self->socket.is_open()) return;
        if (self->server.stalled) return self->wait();
        self->push();
      });
    }
    void push() {
      const auto& options = server.options_;
      const auto& picture = options.pictures[next++ % options.pictures.size()];
      out = "--frame\r\nContent-Type: image/jpeg\r\n";
      if (options.with_length) out += "Content-Length: " + std::to_string(picture.size()) + "\r\n";
      out += "\r\n" + picture.substr(0, cut ? picture.size() / 2 : picture.size());
      if (!cut) out += "\r\n";
      asio::async_write(socket, asio::buffer(out), [self = shared_from_this()](auto error, auto) {
        if (error) return;
        if (self->cut) return self->end();
        self->wait();
      });
    }
    void end() {
      beast::error_code ignored;
      socket.close(ignored);
      timer.cancel();
    }

    tcp::socket socket;
    asio::steady_timer timer;
    Server& server;
    beast::flat_buffer buffer;
    http::request<http::empty_body> request;
    std::string out;
    std::size_t next = 0;
    bool cut = false;
  };

  void accept() {
    acceptor_.async_accept([this](auto error, tcp::socket socket) {
      if (error) return;
      sessions_.remove_if([](const auto& weak) { return weak.expired(); });
      auto session = std::make_shared<Session>(std::move(socket), *this);
      sessions_.push_back(session);
      session->begin();
      accept();
    });
  }

  const Options& options_;
  asio::io_context context_;
  tcp::acceptor acceptor_;
  std::list<std::weak_ptr<Session>> sessions_;
  std::thread thread_;
};

MjpegServer::MjpegServer(Options options) : options_(std::move(options)) { restart(); }

MjpegServer::~MjpegServer() = default;

std::string MjpegServer::url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/video"; }

void MjpegServer::kill() {
  if (server_) served_before_ += server_->served;
  server_.reset();
}

void MjpegServer::restart() {
  kill();
  server_ = std::make_unique<Server>(options_, port_.load());
  port_ = server_->port();
}

void MjpegServer::cut() { server_->cut(); }
void MjpegServer::stall(bool yes) { server_->stalled = yes; }
int MjpegServer::served() const { return served_before_ + (server_ ? server_->served.load() : 0); }

}  // namespace visiond::testing
