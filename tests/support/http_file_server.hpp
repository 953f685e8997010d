#pragma once
// An HTTP server on loopback whose every answer a test decides: files, errors, redirects, an end in the middle, and
// silence. One request at a time, on a thread of its own.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace visiond::testing {

class HttpFileServer {
 public:
  struct Answer {
    std::string body{};
    unsigned status = 200;
    std::string location{};                  // of a redirect
    std::optional<std::size_t> cut_after{};  // the connection ends after so many bytes of the body
    bool stall = false;                      // after the head nothing comes, and the connection stays
  };

  HttpFileServer();
  ~HttpFileServer();

  // What a GET of `path` gets; anything else is 404.
  void serve(const std::string& path, Answer answer);
  std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
  int requests() const { return requests_; }

 private:
  using Socket = boost::asio::ip::tcp::socket;

  void accept();
  void handle(Socket socket);

  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  const unsigned short port_;
  std::mutex mutex_;
  std::map<std::string, Answer> answers_;
  std::atomic<int> requests_ = 0;
  std::vector<Socket> stalled_;
  std::thread thread_;
};

}  // namespace visiond::testing
