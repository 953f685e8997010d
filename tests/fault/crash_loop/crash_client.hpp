#pragma once
// The crash loop's client: carries requests out over gRPC, and looks at what a restarted daemon shows. One connection,
// made anew for every start of the daemon. Used from one thread.

#include "tests/fault/crash_loop/crash_model.hpp"
#include "visiond/v1/settings.grpc.pb.h"

#include <memory>
#include <optional>
#include <set>
#include <string>

namespace visiond::testing {

class CrashClient {
 public:
  explicit CrashClient(const std::string& address);

  // Nothing where no answer of the daemon came.
  std::optional<CrashReply> perform(const CrashRequest& request);
  // Revisions from `first` on, these request ids, and the transactions of the two newest revisions and of `awaited`.
  // Throws where the daemon does not answer.
  CrashView look(std::uint64_t first, const std::set<std::string>& requests, const std::string& awaited);
  // Returns once nothing awaits confirmation that expires by itself soon. Throws where that takes too long.
  void wait_for_expiry();

 private:
  std::vector<v1::Revision> revisions_from(std::uint64_t first);
  v1::Transaction transaction(const std::string& id);

  std::unique_ptr<v1::SettingsService::Stub> stub_;
};

}  // namespace visiond::testing
