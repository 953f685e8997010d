#include "services/models/file_digests.hpp"

#include <algorithm>
#include <ctime>
#include <sys/stat.h>
#include <utility>

namespace visiond::models {

namespace fs = std::filesystem;

namespace {

std::int64_t nanoseconds_of(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + std::int64_t{time.tv_nsec};
}

}  // namespace

std::optional<FileDigests::State> FileDigests::state_of(const fs::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0) return std::nullopt;
  return State{found.st_dev, found.st_ino, found.st_size, nanoseconds_of(found.st_mtim), nanoseconds_of(found.st_ctim)};
}

bool FileDigests::is_settled(const State& state) const {
  timespec now{};
  return ::clock_gettime(CLOCK_REALTIME, &now) == 0 &&
         nanoseconds_of(now) - std::max(state.modified_ns, state.changed_ns) >= settled_.count();
}

std::optional<std::string> FileDigests::of(const fs::path& file) {
  const auto before = state_of(file);
  {
    const std::lock_guard lock(mutex_);
    const auto known = known_.find(file);
    if (before && known != known_.end() && known->second.state == *before) return known->second.digest;
  }
  const bool settled = before && is_settled(*before);
  auto digest = compute_(file);
  if (!digest || !settled || state_of(file) != before) return digest;
  const std::lock_guard lock(mutex_);
  if (known_.size() >= most) known_.clear();
  known_[file] = {*before, *digest};
  return digest;
}

}  // namespace visiond::models
