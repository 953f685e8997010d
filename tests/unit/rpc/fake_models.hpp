#pragma once
// A registry without models: what is asked for waits until the test answers. Thread-safe.

#include "services/models/api.hpp"
#include "tests/support/waiting.hpp"

#include <string>
#include <utility>

namespace visiond::testing {

class FakeModels final : public models::ModelsApi {
 public:
  struct Install {
    models::InstallRequest request;
    std::stop_token stop;
    std::function<void(base::Result<models::InstalledModel>)> done;
  };
  struct Remove {
    std::string name;
    models::UsedBy used_by;
    std::function<void(base::Result<void>)> done;
  };

  Mailbox<std::function<void(base::Result<models::ModelList>)>> lists;
  Mailbox<Install> installs;
  Mailbox<Remove> removes;

  void list(std::function<void(base::Result<models::ModelList>)> done) override { lists.put(std::move(done)); }
  void install(models::InstallRequest request, std::stop_token stop,
               std::function<void(base::Result<models::InstalledModel>)> done) override {
    installs.put({std::move(request), std::move(stop), std::move(done)});
  }
  void remove(std::string name, models::UsedBy used_by, std::function<void(base::Result<void>)> done) override {
    removes.put({std::move(name), std::move(used_by), std::move(done)});
  }
};

}  // namespace visiond::testing
