#include "tests/unit/store/faulty_disk.hpp"

#include <new>
#include <stdexcept>
#include <utility>

namespace visiond::testing {
namespace {

struct File {
  sqlite3_file base;
  FaultyDisk* disk;
  std::string* name;
  sqlite3_file* real;
};

File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }

template <auto method, class... Arguments>
int forward(sqlite3_file* file, Arguments... arguments) {
  return (of(file).real->pMethods->*method)(of(file).real, arguments...);
}

int close(sqlite3_file* file) {
  const int code = of(file).real->pMethods->xClose(of(file).real);
  delete of(file).name;
  return code;
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  const int code = of(file).disk->judge(FaultyDisk::Operation::write, *of(file).name);
  if (code != SQLITE_OK) return code;
  of(file).disk->unsynced().written(*of(file).name, offset,
                                    std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(count)));
  return of(file).real->pMethods->xWrite(of(file).real, bytes, count, offset);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (of(file).disk->dead()) return SQLITE_IOERR_TRUNCATE;
  of(file).disk->unsynced().truncated(*of(file).name, size);
  return of(file).real->pMethods->xTruncate(of(file).real, size);
}

int sync(sqlite3_file* file, int flags) {
  const int code = of(file).disk->judge(FaultyDisk::Operation::sync, *of(file).name);
  if (code != SQLITE_OK) return code;
  if (!of(file).disk->pretends()) of(file).disk->unsynced().synced(*of(file).name);
  return of(file).real->pMethods->xSync(of(file).real, flags);
}

// Version 1: without shared memory, which a WAL under exclusive locking does not need.
sqlite3_io_methods methods() {
  using M = sqlite3_io_methods;
  M own{};
  own.iVersion = 1;
  own.xClose = close;
  own.xRead = forward<&M::xRead, void*, int, sqlite3_int64>;
  own.xWrite = write;
  own.xTruncate = truncate;
  own.xSync = sync;
  own.xFileSize = forward<&M::xFileSize, sqlite3_int64*>;
  own.xLock = forward<&M::xLock, int>;
  own.xUnlock = forward<&M::xUnlock, int>;
  own.xCheckReservedLock = forward<&M::xCheckReservedLock, int*>;
  own.xFileControl = forward<&M::xFileControl, int, void*>;
  own.xSectorSize = forward<&M::xSectorSize>;
  own.xDeviceCharacteristics = forward<&M::xDeviceCharacteristics>;
  return own;
}

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  static const sqlite3_io_methods own = methods();
  auto* disk = static_cast<FaultyDisk*>(vfs->pAppData);
  file->pMethods = nullptr;
  const std::string text = name != nullptr ? name : "";
  if (const int code = disk->judge(FaultyDisk::Operation::open, text); code != SQLITE_OK) return code;
  if (disk->read_only() && (flags & SQLITE_OPEN_MAIN_DB) != 0) {
    flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
  }
  auto* real = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(File));
  const int code = disk->real()->xOpen(disk->real(), name, real, flags, out_flags);
  if (code != SQLITE_OK) return code;
  disk->unsynced().opened(text);
  new (file) File{{&own}, disk, new std::string(text), real};
  return SQLITE_OK;
}

}  // namespace

FaultyDisk::FaultyDisk() : real_(sqlite3_vfs_find(nullptr)), own_(*real_) {
  own_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  own_.pNext = nullptr;
  own_.zName = "faulty";
  own_.pAppData = this;
  own_.xOpen = open;
  if (sqlite3_vfs_register(&own_, 1) != SQLITE_OK) throw std::runtime_error("cannot register the faulty disk");
}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_unregister(&own_);
  sqlite3_vfs_register(real_, 1);
}

void FaultyDisk::fail(Operation operation, std::string ending, int code, int spared) {
  fault_ = std::make_unique<Fault>(Fault{operation, std::move(ending), code, spared});
  next_.reset();
}

void FaultyDisk::then_fail(Operation operation, int code) {
  next_ = std::make_unique<Fault>(Fault{operation, "", code, 0});
}

void FaultyDisk::heal() {
  fault_.reset();
  next_.reset();
}

void FaultyDisk::cut_power_after(int writes) { writes_left_ = writes; }

void FaultyDisk::restore_power(std::mt19937& random) {
  dead_ = false;
  writes_left_ = std::numeric_limits<int>::max();
  unsynced_.lose(random);
}

int FaultyDisk::judge(Operation operation, const std::string& file) {
  if (operation == Operation::write && writes_left_-- == 0) dead_ = true;
  if (dead_) return SQLITE_IOERR;
  if (!fault_ || fault_->operation != operation || !file.ends_with(fault_->ending)) return SQLITE_OK;
  if (fault_->spared-- > 0) return SQLITE_OK;
  const int code = fault_->code;
  if (next_) fault_ = std::move(next_);
  return code;
}

}  // namespace visiond::testing
