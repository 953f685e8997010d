#include "tests/unit/rpc/reflected.hpp"

#include "tests/support/waiting.hpp"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/util/json_util.h>
#include <grpcpp/support/byte_buffer.h>

#include <stdexcept>

namespace visiond::testing {
namespace {

using google::protobuf::Message;

constexpr const char* reflection_method = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

grpc::ByteBuffer bytes_of(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

void read_bytes(const grpc::ByteBuffer& bytes, Message& into) {
  grpc::Slice slice;
  if (!bytes.DumpToSingleSlice(&slice).ok() || !into.ParseFromArray(slice.begin(), static_cast<int>(slice.size())))
    throw std::runtime_error("the answer is no " + into.GetTypeName());
}

// gRPC's reflection library brings its own messages, but no header for them.
std::unique_ptr<Message> reflection_message(const std::string& name) {
  const auto* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName("grpc.reflection.v1alpha." + name);
  if (type == nullptr) throw std::runtime_error("no message " + name + " in gRPC's reflection library");
  return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

void read_json(const std::string& json, Message& into) {
  if (!google::protobuf::util::JsonStringToMessage(json, &into).ok())
    throw std::logic_error("bad JSON in a test: " + json);
}

const Message& member(const Message& message, const std::string& name) {
  return message.GetReflection()->GetMessage(message, message.GetDescriptor()->FindFieldByName(name));
}

// Each element of a repeated field.
template <class Use>
void each(const Message& message, const std::string& name, Use use) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  const auto* reflection = message.GetReflection();
  for (int n = 0; n < reflection->FieldSize(message, field); ++n) use(*reflection, field, n);
}

}  // namespace

DynamicCall::DynamicCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                         const Message& request)
    : stub_(channel) {
  context_.set_deadline(std::chrono::system_clock::now() + patience);
  stream_ = stub_.PrepareCall(&context_, method, &queue_);
  stream_->StartCall(this);
  if (!wait()) return;
  stream_->WriteLast(bytes_of(request), {}, this);
  wait();
}

DynamicCall::~DynamicCall() {
  context_.TryCancel();
  queue_.Shutdown();
  while (wait()) {
  }
}

bool DynamicCall::wait() {
  void* tag = nullptr;
  bool ok = false;
  return queue_.Next(&tag, &ok) && ok;
}

bool DynamicCall::read(Message& into) {
  grpc::ByteBuffer bytes;
  stream_->Read(&bytes, this);
  if (!wait()) return false;
  read_bytes(bytes, into);
  return true;
}

grpc::Status DynamicCall::finish() {
  grpc::Status status;
  stream_->Finish(&status, this);
  wait();
  return status;
}

Reflected::Reflected(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}

std::unique_ptr<Message> Reflected::ask(const std::string& request) {
  const auto question = reflection_message("ServerReflectionRequest");
  auto answer = reflection_message("ServerReflectionResponse");
  read_json(request, *question);
  DynamicCall call(channel_, reflection_method, *question);
  if (!call.read(*answer)) throw std::runtime_error("no reflection: " + call.finish().error_message());
  return answer;
}

std::vector<std::string> Reflected::services() {
  const auto answer = ask(R"({"listServices": "*"})");
  const auto& list = member(*answer, "list_services_response");
  std::vector<std::string> names;
  each(list, "service", [&](const auto& reflection, const auto* field, int n) {
    const auto& service = reflection.GetRepeatedMessage(list, field, n);
    names.push_back(service.GetReflection()->GetString(service, service.GetDescriptor()->FindFieldByName("name")));
  });
  return names;
}

bool Reflected::ask_for(const std::string& symbol) {
  const auto answer = ask(R"({"fileContainingSymbol": ")" + symbol + "\"}");
  if (answer->GetReflection()->HasField(*answer, answer->GetDescriptor()->FindFieldByName("error_response")))
    return false;
  const auto& files = member(*answer, "file_descriptor_response");
  each(files, "file_descriptor_proto", [&](const auto& reflection, const auto* field, int n) {
    google::protobuf::FileDescriptorProto file, known;
    if (!file.ParseFromString(reflection.GetRepeatedString(files, field, n)))
      throw std::runtime_error("no file descriptor for " + symbol);
    if (!files_.FindFileByName(file.name(), &known)) files_.Add(file);
  });
  return pool_.FindFileContainingSymbol(symbol) != nullptr;
}

Reflected::Call Reflected::call(const std::string& service, const std::string& method, const std::string& request) {
  if (!ask_for(service)) throw std::runtime_error("the server cannot describe " + service);
  const auto* described = pool_.FindServiceByName(service)->FindMethodByName(method);
  const std::unique_ptr<Message> question(factory_.GetPrototype(described->input_type())->New());
  read_json(request, *question);
  Call call;
  call.call_ = std::make_unique<DynamicCall>(channel_, "/" + service + "/" + method, *question);
  call.answer_.reset(factory_.GetPrototype(described->output_type())->New());
  return call;
}

std::optional<std::string> Reflected::Call::read_json() {
  if (!call_->read(*answer_)) return std::nullopt;
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  if (!google::protobuf::util::MessageToJsonString(*answer_, &json, options).ok())
    throw std::runtime_error("the answer cannot be printed");
  return json;
}

}  // namespace visiond::testing
