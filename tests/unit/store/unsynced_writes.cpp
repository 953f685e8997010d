#include "tests/unit/store/unsynced_writes.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace visiond::testing {
namespace {

constexpr std::size_t sector = 512;

std::string content_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

void UnsyncedWrites::opened(const std::string& file) {
  const auto [place, added] = files_.try_emplace(file);
  if (added) place->second.durable = content_of(file);
}

void UnsyncedWrites::written(const std::string& file, std::int64_t offset, std::string bytes) {
  files_[file].pending.push_back({offset, std::move(bytes)});
}

void UnsyncedWrites::truncated(const std::string& file, std::int64_t size) {
  files_[file].pending.push_back({size, {}, true});
}

void UnsyncedWrites::synced(const std::string& file) {
  auto& kept = files_[file];
  for (const auto& write : std::exchange(kept.pending, {})) apply(write, kept.durable);
}

void UnsyncedWrites::apply(const Write& write, std::string& content) {
  const auto offset = static_cast<std::size_t>(write.offset);
  if (write.truncation) return content.resize(offset);
  if (content.size() < offset + write.bytes.size()) content.resize(offset + write.bytes.size());
  content.replace(offset, write.bytes.size(), write.bytes);
}

void UnsyncedWrites::lose(std::mt19937& random) {
  for (auto& [name, file] : files_) {
    if (!std::filesystem::exists(name)) continue;
    for (auto& write : file.pending) {
      // In any order, as far as the disk is concerned: a later one may be there without an earlier one.
      const auto fate = random() % 3;
      if (fate == 0) continue;
      if (fate == 1 && write.bytes.size() > sector)
        write.bytes.resize(sector * (1 + random() % (write.bytes.size() / sector)));
      apply(write, file.durable);
    }
    std::ofstream(name, std::ios::binary | std::ios::trunc) << file.durable;
  }
  files_.clear();
}

}  // namespace visiond::testing
