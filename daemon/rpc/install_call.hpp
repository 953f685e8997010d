#pragma once
// One InstallModel under way: reads the header, hands pieces of an archive to whoever unpacks it, one at a time, and
// answers. Lives from begin() to OnDone, and as long as the registry holds it. Thread-safe.

#include "services/models/api.hpp"
#include "visiond/v1/models.grpc.pb.h"

#include <grpcpp/support/server_callback.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace visiond::rpc {

class InstallCall final : public grpc::ServerReadReactor<v1::InstallModelRequest>,
                          public models::Upload,
                          public std::enable_shared_from_this<InstallCall> {
 public:
  // Both outlive the call.
  static grpc::ServerReadReactor<v1::InstallModelRequest>* begin(models::ModelsApi& models, v1::Model& answer);

  base::Result<std::optional<std::string>> next(base::Duration patience) override;

  void OnReadDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  enum class Read { none, under_way, message, end };

  InstallCall(models::ModelsApi& models, v1::Model& answer) : models_(models), answer_(answer) {}

  void take_header(bool ok);

  models::ModelsApi& models_;
  v1::Model& answer_;
  std::stop_source stop_;
  std::shared_ptr<InstallCall> self_;

  v1::InstallModelRequest message_;  // gRPC's while a read is under way
  std::mutex mutex_;
  std::condition_variable read_done_;
  bool header_taken_ = false;
  bool cancelled_ = false;
  Read read_ = Read::none;
};

// INVALID_REQUEST with the field; `upload` stands for what follows the header.
base::Result<models::InstallRequest> read_request(const v1::InstallModelRequest& message,
                                                  std::shared_ptr<models::Upload> upload);

}  // namespace visiond::rpc
