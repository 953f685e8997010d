#pragma once
// The models' folder as callers may change it. What takes time runs on up to four threads of its own, so that a slow
// download holds nobody up; at most 16 calls are under way or wait, more are QUEUE_FULL. Owned by the composition root;
// thread-safe.

#include "services/models/api.hpp"
#include "services/models/installer.hpp"
#include "services/models/library.hpp"

#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

namespace visiond::models {

class Registry final : public ModelsApi {
 public:
  static constexpr std::size_t most_calls = 16;

  // Given: the library, which outlives it and has the same folder. What a crash left there half installed is removed.
  Registry(Library& library, Installer::Options options);
  ~Registry() override { stop(); }

  // Gives up what is under way; everybody is answered when it returns. Idempotent.
  void stop();

  void list(std::function<void(base::Result<ModelList>)> done) override;
  void install(InstallRequest request, std::stop_token stop,
               std::function<void(base::Result<InstalledModel>)> done) override;
  void remove(std::string name, UsedBy used_by, std::function<void(base::Result<void>)> done) override;

 private:
  template <class Value, class Work>
  void start(std::function<void(base::Result<Value>)> done, Work work);
  base::Result<ModelList> list_now() const;
  base::Result<void> remove_now(const std::string& name, const UsedBy& used_by);

  Library& library_;
  const std::filesystem::path catalogue_;
  const Installer installer_;
  std::stop_source stop_;
  std::mutex removing_;  // one at a time
  std::atomic<std::size_t> calls_ = 0;
  boost::asio::thread_pool threads_{4};
};

}  // namespace visiond::models
