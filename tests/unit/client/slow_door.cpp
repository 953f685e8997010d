#include "tests/unit/client/slow_door.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <utility>

namespace visiond::testing {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Local = asio::local::stream_protocol;

// One connection. Lives as long as something of it is under way.
class Passage : public std::enable_shared_from_this<Passage> {
 public:
  explicit Passage(Local::socket client)
      : client_(std::move(client)), behind_(client_.get_executor()), timer_(client_.get_executor()) {}

  void open(const std::string& server, std::chrono::milliseconds delay) {
    timer_.expires_after(delay);
    timer_.async_wait([self = shared_from_this(), server](error_code) {
      error_code error;
      self->behind_.connect(Local::endpoint(server), error);
      if (error) return self->close();
      self->copy(self->client_, self->behind_, self->there_);
      self->copy(self->behind_, self->client_, self->back_);
    });
  }

 private:
  using Bytes = std::array<char, 4096>;

  void copy(Local::socket& from, Local::socket& to, Bytes& bytes) {
    from.async_read_some(asio::buffer(bytes),
                         [this, self = shared_from_this(), &from, &to, &bytes](error_code error, std::size_t size) {
                           if (error) return close();
                           asio::async_write(to, asio::buffer(bytes, size),
                                             [this, self, &from, &to, &bytes](error_code failure, std::size_t) {
                                               if (failure) return close();
                                               copy(from, to, bytes);
                                             });
                         });
  }
  void close() {
    error_code ignored;
    client_.close(ignored);
    behind_.close(ignored);
  }

  Local::socket client_, behind_;
  asio::steady_timer timer_;
  Bytes there_{}, back_{};
};

}  // namespace

SlowDoor::SlowDoor(const std::string& path, std::string server, std::chrono::milliseconds delay)
    : server_(std::move(server)), delay_(delay), acceptor_(context_, Local::endpoint(path)) {
  accept();
  thread_ = std::thread([this] { context_.run(); });
}

SlowDoor::~SlowDoor() {
  context_.stop();
  thread_.join();
}

void SlowDoor::accept() {
  acceptor_.async_accept([this](error_code error, Local::socket client) {
    if (error) return;
    std::make_shared<Passage>(std::move(client))->open(server_, delay_);
    accept();
  });
}

}  // namespace visiond::testing
