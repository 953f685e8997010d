#include "tests/unit/rpc/pending_apply.hpp"

#include "daemon/rpc/struct_json.hpp"
#include "tests/unit/rpc/details.hpp"

#include <utility>

namespace visiond::testing {
namespace {

void* const metadata_tag = reinterpret_cast<void*>(1);
void* const end_tag = reinterpret_cast<void*>(2);

}  // namespace

v1::ApplyTransactionRequest patch_of(const std::string& json) {
  v1::ApplyTransactionRequest request;
  rpc::write_struct(boost::json::parse(json).as_object(), *request.mutable_patch());
  return request;
}

PendingApply::PendingApply(const std::shared_ptr<grpc::Channel>& channel, const v1::ApplyTransactionRequest& request,
                           std::chrono::system_clock::time_point deadline)
    : stub_(v1::SettingsService::NewStub(channel)) {
  context_.set_deadline(deadline);
  reader_ = stub_->AsyncApplyTransaction(&context_, request, &queue_);
  // Nothing is sent before something is waited for.
  reader_->ReadInitialMetadata(metadata_tag);
}

PendingApply::~PendingApply() {
  if (!ended_) cancel();
  finish();
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

void PendingApply::wait() {
  void* tag = nullptr;
  bool ok = false;
  EXPECT_TRUE(queue_.Next(&tag, &ok));
  (tag == metadata_tag ? metadata_came_ : ended_) = true;
}

const std::string& PendingApply::announced_id() {
  while (!metadata_came_) wait();
  const auto& metadata = context_.GetServerInitialMetadata();
  if (const auto found = metadata.find("visiond-transaction-id"); found != metadata.end())
    announced_.assign(found->second.data(), found->second.size());
  return announced_;
}

const grpc::Status& PendingApply::finish() {
  if (!std::exchange(asked_for_end_, true)) reader_->Finish(&answer_, &status_, end_tag);
  while (!ended_ || !metadata_came_) wait();
  return status_;
}

std::string PendingApply::transaction_id() const {
  if (status_.ok()) return answer_.transaction_id();
  return details_of(status_).metadata("transaction_id");
}

}  // namespace visiond::testing
