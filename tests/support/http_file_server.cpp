#include "tests/support/http_file_server.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <utility>

namespace visiond::testing {

namespace asio = boost::asio;
namespace http = boost::beast::http;

HttpFileServer::HttpFileServer()
    : acceptor_(context_, {asio::ip::address_v4::loopback(), 0}), port_(acceptor_.local_endpoint().port()) {
  accept();
  thread_ = std::thread([this] { context_.run(); });
}

HttpFileServer::~HttpFileServer() {
  context_.stop();
  thread_.join();
}

void HttpFileServer::serve(const std::string& path, Answer answer) {
  std::lock_guard lock(mutex_);
  answers_[path] = std::move(answer);
}

void HttpFileServer::accept() {
  acceptor_.async_accept([this](boost::system::error_code error, Socket socket) {
    if (error) return;
    handle(std::move(socket));
    accept();
  });
}

void HttpFileServer::handle(Socket socket) {
  boost::beast::flat_buffer buffer;
  http::request<http::string_body> request;
  boost::system::error_code error;
  http::read(socket, buffer, request, error);
  if (error) return;
  ++requests_;
  Answer answer{.status = 404};
  {
    std::lock_guard lock(mutex_);
    if (const auto found = answers_.find(std::string(request.target())); found != answers_.end())
      answer = found->second;
  }
  std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " " +
                     std::string(http::obsolete_reason(http::int_to_status(answer.status))) +
                     "\r\nConnection: close\r\nContent-Length: " + std::to_string(answer.body.size()) + "\r\n";
  if (!answer.location.empty()) head += "Location: " + answer.location + "\r\n";
  asio::write(socket, asio::buffer(head + "\r\n"), error);
  if (answer.stall) {
    stalled_.push_back(std::move(socket));
    return;
  }
  const auto count = answer.cut_after.value_or(answer.body.size());
  asio::write(socket, asio::buffer(answer.body.data(), count), error);
}

}  // namespace visiond::testing
