#pragma once
// What a disk may hold after the power went: all that was synced, and of what was written since any part, whole or torn
// between sectors. Kept per file, as LevelDB's fault injection does it. Bound to the test's thread.

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace visiond::testing {

class UnsyncedWrites {
 public:
  // What the file holds by then counts as synced.
  void opened(const std::string& file);
  void written(const std::string& file, std::int64_t offset, std::string bytes);
  void truncated(const std::string& file, std::int64_t size);
  void synced(const std::string& file);

  // Puts the files into one of the states that the disk may be in.
  void lose(std::mt19937& random);

 private:
  struct Write {
    std::int64_t offset = 0;  // of a truncation: the size
    std::string bytes;
    bool truncation = false;
  };
  struct File {
    std::string durable;
    std::vector<Write> pending;
  };
  static void apply(const Write& write, std::string& content);

  std::map<std::string, File> files_;
};

}  // namespace visiond::testing
