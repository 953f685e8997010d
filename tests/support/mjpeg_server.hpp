#pragma once
// A camera that pushes pictures over HTTP (multipart/x-mixed-replace), on a free port of 127.0.0.1, with the
// misfortunes of real ones. Its own thread serves; thread-safe.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace visiond::testing {

class MjpegServer {
 public:
  struct Options {
    std::vector<std::string> pictures{};  // JPEG, in turn
    double fps = 100;
    std::string username{}, password{};  // Basic, where given
    bool with_length = true;             // each part says its length
    std::string content_type = "multipart/x-mixed-replace; boundary=frame";
  };
  explicit MjpegServer(Options options);
  ~MjpegServer();

  std::string url() const;
  // As if the power failed: nobody listens, and connections are gone.
  void kill();
  // On the same port.
  void restart();
  // Each connection ends in the middle of a picture, once.
  void cut();
  // Connections stay, but nothing comes; until told otherwise.
  void stall(bool yes);
  // Requests that were let in so far.
  int served() const;

 private:
  class Server;

  Options options_;
  std::atomic<std::uint16_t> port_ = 0;  // read by whoever opens it while it is restarted
  std::unique_ptr<Server> server_;
  int served_before_ = 0;
};

}  // namespace visiond::testing
