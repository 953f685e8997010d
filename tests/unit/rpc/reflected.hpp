#pragma once
// A client that knows nothing of a server but what reflection tells it, as grpcurl and its kin do. Nothing of ours, or
// of health.proto, is compiled in. Used from the test's thread.

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/dynamic_message.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace visiond::testing {

// A call of any kind with messages that are known by their descriptors only.
class DynamicCall {
 public:
  DynamicCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
              const google::protobuf::Message& request);
  ~DynamicCall();

  // False at the end.
  bool read(google::protobuf::Message& into);
  grpc::Status finish();

 private:
  bool wait();

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  grpc::GenericStub stub_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
};

class Reflected {
 public:
  explicit Reflected(std::shared_ptr<grpc::Channel> channel);

  // As the server lists them.
  std::vector<std::string> services();
  // Asks for the file that holds a symbol; false where the server cannot describe it.
  bool ask_for(const std::string& symbol);
  // Of what was asked for so far.
  const google::protobuf::DescriptorPool& pool() const { return pool_; }

  // A call of service/method with a request in JSON. read_json() gives one answer after the other.
  class Call {
   public:
    std::optional<std::string> read_json();
    grpc::Status finish() { return call_->finish(); }

   private:
    friend class Reflected;
    std::unique_ptr<DynamicCall> call_;
    std::unique_ptr<google::protobuf::Message> answer_;
  };
  Call call(const std::string& service, const std::string& method, const std::string& request);

 private:
  std::unique_ptr<google::protobuf::Message> ask(const std::string& request);

  std::shared_ptr<grpc::Channel> channel_;
  google::protobuf::SimpleDescriptorDatabase files_;
  google::protobuf::DescriptorPool pool_{&files_};
  google::protobuf::DynamicMessageFactory factory_{&pool_};
};

}  // namespace visiond::testing
