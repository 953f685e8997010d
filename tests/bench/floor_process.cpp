#include "tests/bench/floor_process.hpp"

#include <grpcpp/grpcpp.h>

#include <stdexcept>
#include <string>

namespace visiond::bench {
namespace {

void require(const grpc::Status& status) {
  if (!status.ok()) throw std::runtime_error("the floor: " + status.error_message());
}

}  // namespace

FloorProcess::FloorProcess(const std::filesystem::path& folder)
    : process_(
          {testing::own_path(), "--serve-floor", (folder / "floor.socket").string(), (folder / "floor.bin").string()}),
      stub_(Floor::NewStub(
          grpc::CreateChannel("unix:" + (folder / "floor.socket").string(), grpc::InsecureChannelCredentials()))) {
  request_.set_payload(std::string(256, 'x'));
}

void FloorProcess::null() {
  grpc::ClientContext context;
  require(stub_->Null(&context, request_, &response_));
}

void FloorProcess::append() {
  grpc::ClientContext context;
  require(stub_->AppendAndSync(&context, request_, &response_));
}

}  // namespace visiond::bench
