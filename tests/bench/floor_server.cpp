#include "tests/bench/floor_server.hpp"

#include "floor.grpc.pb.h"

#include <grpcpp/grpcpp.h>

#include <array>
#include <cstdio>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace visiond::bench {
namespace {

class FloorService final : public Floor::CallbackService {
 public:
  explicit FloorService(int file) : file_(file) {}

  grpc::ServerUnaryReactor* Null(grpc::CallbackServerContext* context, const FloorRequest*, FloorResponse*) override {
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ServerUnaryReactor* AppendAndSync(grpc::CallbackServerContext* context, const FloorRequest*,
                                          FloorResponse*) override {
    auto* reactor = context->DefaultReactor();
    const std::array<char, 256> bytes{};
    const bool stored = write(file_, bytes.data(), bytes.size()) == 256 && fdatasync(file_) == 0;
    reactor->Finish(stored ? grpc::Status::OK : grpc::Status(grpc::StatusCode::INTERNAL, "not stored"));
    return reactor;
  }

 private:
  int file_;
};

}  // namespace

int serve_floor(const std::string& socket, const std::string& file) {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigprocmask(SIG_BLOCK, &stop, nullptr);
  const int descriptor = open(file.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) return 1;
  FloorService service(descriptor);
  grpc::ServerBuilder builder;
  builder.AddListeningPort("unix:" + socket, grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  if (!server) return 1;
  std::puts("ready");
  std::fflush(stdout);
  int signal = 0;
  sigwait(&stop, &signal);
  server->Shutdown();
  close(descriptor);
  return 0;
}

}  // namespace visiond::bench
