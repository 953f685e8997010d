// A store whose files are damaged: the input's first byte says whether its write-ahead log is there, and each four
// bytes that follow are a place in the files (little endian) and what to write there.
#include "daemon/store/store.hpp"
#include "tests/fuzz/promise.hpp"
#include "tests/unit/store/store_world.hpp"

#include <fstream>
#include <iterator>

namespace visiond::fuzz {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using store::Store;

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

struct Files {
  std::string database, log;  // empty: there is no log

  static Files at(const fs::path& file) { return {bytes_of(file), bytes_of(file.string() + "-wal")}; }
  void write(const fs::path& file) const {
    std::ofstream(file, std::ios::binary) << database;
    if (!log.empty()) std::ofstream(file.string() + "-wal", std::ios::binary) << log;
  }
  bool operator==(const Files&) const = default;
};

// What every table has rows in, part of it in the log only.
Files sound_files() {
  testing::StoreWorld world;
  world.open();
  world.commit_more(5);
  world.store->record_timings({{"camera", settings::UpdateKind::restart, base::Duration(7), base::Duration(5), 3}})
      .value();
  world.store->checkpoint();
  const transaction::ArmedConfirmation armed{
      testing::transaction_id(6), {6}, {5}, testing::time(60), base::Duration(9)};
  world.store
      ->commit({.revision = testing::revision_record(6), .outcome = testing::requested_outcome(6), .armed = armed})
      .value();
  return Files::at(world.file());
}

Files damaged_files(const std::uint8_t* data, std::size_t size) {
  static const Files sound = sound_files();
  Files files = sound;
  if (size > 0 && data[0] % 2 == 0) files.log.clear();
  for (std::size_t at = 1; at + 4 <= size; at += 4) {
    auto place = data[at] + std::size_t{256} * data[at + 1] + std::size_t{65536} * data[at + 2];
    place %= files.database.size() + files.log.size();
    const bool in_log = place >= files.database.size();
    (in_log ? files.log[place - files.database.size()] : files.database[place]) = static_cast<char>(data[at + 3]);
  }
  return files;
}

// Whatever is asked of a store may be refused, but no more than that.
void use(Store& store) try {
  const auto newest = store.newest_revision();
  store.revisions({});
  store.revisions_after({2}, 100);
  store.transactions({});
  store.transaction(testing::transaction_id(3));
  store.request(testing::request_id(6));
  store.armed();
  store.timings();
  // The records of too large a number cannot be made.
  if (!newest || !*newest || (*newest)->revision.value > 1'000'000) return;
  const auto next = (*newest)->revision.next().value;
  store.commit({.revision = testing::revision_record(next), .outcome = testing::requested_outcome(next)});
  store.checkpoint();
} catch (const store::UndecidedCommit&) {
  // visiond ends here, and its next start tells.
}

void open_damaged(const Files& damaged) {
  const testing::TempFolder folder;
  const auto file = folder.path() / "visiond.db";
  damaged.write(file);
  store::StoreOptions options{.folder = folder.path()};
  auto opened = Store::open(options);
  if (opened) return use(**opened);
  const auto error = opened.error();
  if (error.code != ErrorCode::store_damaged) {
    promise(error.code == ErrorCode::storage_failed, "a store is damaged or cannot be used", error.message);
    promise(Files::at(file) == damaged, "what cannot be used stays as it is", error.message);
    return;
  }
  promise(!fs::exists(file) && Files::at(error.path) == damaged, "what is damaged is set aside as it is",
          error.message);
  options.start_from_newest_readable = true;
  auto salvaged = Store::open(options);
  promise(salvaged || salvaged.error().code == ErrorCode::store_damaged, "what is readable is found");
  if (salvaged) {
    use(**salvaged);
    salvaged->reset();
    options.start_from_newest_readable = false;
    promise(Store::open(options).has_value(), "what was made of it is a sound store");
  }
  promise(Files::at(error.path) == damaged, "what was set aside stays as it is", error.message);
}

}  // namespace
}  // namespace visiond::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  visiond::fuzz::open_damaged(visiond::fuzz::damaged_files(data, size));
  return 0;
}
