#pragma once
// An ApplyTransaction under way, seen from the client step by step: what comes before the answer, the answer, its
// status. Used from the test's thread.

#include "tests/support/waiting.hpp"
#include "visiond/v1/settings.grpc.pb.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>

#include <memory>
#include <string>

namespace visiond::testing {

// A request with this patch, given as JSON.
v1::ApplyTransactionRequest patch_of(const std::string& json);

class PendingApply {
 public:
  PendingApply(const std::shared_ptr<grpc::Channel>& channel, const v1::ApplyTransactionRequest& request,
               std::chrono::system_clock::time_point deadline = std::chrono::system_clock::now() + patience);
  ~PendingApply();

  // Waits for the initial metadata; the id in it, or "" where there is none.
  const std::string& announced_id();
  void cancel() { context_.TryCancel(); }
  // Waits for the end.
  const grpc::Status& finish();
  const v1::Transaction& answer() const { return answer_; }
  // Of the answer, or of the details of a failure.
  std::string transaction_id() const;

 private:
  void wait();

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<v1::SettingsService::Stub> stub_;
  std::unique_ptr<grpc::ClientAsyncResponseReader<v1::Transaction>> reader_;
  v1::Transaction answer_;
  grpc::Status status_;
  std::string announced_;
  bool metadata_came_ = false, asked_for_end_ = false, ended_ = false;
};

}  // namespace visiond::testing
