#pragma once
// Between a client and a server on a Unix socket: a connection is taken at once, but nothing passes for a while, as
// with a server on a machine that is too busy. Owned by the test.

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <chrono>
#include <string>
#include <thread>

namespace visiond::testing {

class SlowDoor {
 public:
  // `path`: where it listens; `server`: the socket behind it.
  SlowDoor(const std::string& path, std::string server, std::chrono::milliseconds delay);
  ~SlowDoor();

 private:
  void accept();

  const std::string server_;
  const std::chrono::milliseconds delay_;
  boost::asio::io_context context_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
  std::thread thread_;
};

}  // namespace visiond::testing
