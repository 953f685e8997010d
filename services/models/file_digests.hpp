#pragma once
// SHA-256 of files, computed again only where a file may have changed: models go back and forth between the same few
// files, and reading those through would be a good part of a swap. Owned by the library; thread-safe.

#include "daemon/base/digest.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace visiond::models {

class FileDigests {
 public:
  using Compute = std::function<std::optional<std::string>(const std::filesystem::path&)>;

  // `settled`: a file is remembered once its last change is this long ago. File systems tell the time of a change in
  // steps (ext4 a few milliseconds, NFS and FAT up to two seconds), so one that is younger may change unseen.
  explicit FileDigests(Compute compute = base::sha256_hex_of_file,
                       std::chrono::nanoseconds settled = std::chrono::seconds{3})
      : compute_(std::move(compute)), settled_(settled) {}

  // 64 lower-case hexadecimal digits; nothing where the file cannot be read.
  std::optional<std::string> of(const std::filesystem::path& file);

 private:
  // Which file it is and when it last changed: its inode's change time cannot be set by programs.
  struct State {
    std::uint64_t device = 0, inode = 0;
    std::int64_t bytes = 0, modified_ns = 0, changed_ns = 0;
    friend bool operator==(const State&, const State&) = default;
  };
  struct Known {
    State state;
    std::string digest;
  };
  static constexpr std::size_t most = 1024;  // beyond it all are forgotten

  static std::optional<State> state_of(const std::filesystem::path& file);
  bool is_settled(const State& state) const;

  Compute compute_;
  std::chrono::nanoseconds settled_;
  std::mutex mutex_;
  std::map<std::filesystem::path, Known> known_;
};

}  // namespace visiond::models
