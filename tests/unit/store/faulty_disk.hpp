#pragma once
// SQLite's seam to the operating system with faults: while one lives, every database opened in the process goes through
// it. Bound to the test's thread.

#include "tests/unit/store/unsynced_writes.hpp"

#include <sqlite3.h>

#include <limits>
#include <memory>
#include <random>
#include <string>

namespace visiond::testing {

class FaultyDisk {
 public:
  enum class Operation { open, write, sync };

  FaultyDisk();
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  // After `spared` more of them, each such operation on files whose name ends in `ending` gives `code` and does
  // nothing.
  void fail(Operation operation, std::string ending, int code, int spared = 0);
  // Once that has happened: `operation` fails instead, whatever the file.
  void then_fail(Operation operation, int code);
  // Once that has happened: all is well.
  void then_heal() { then_fail(Operation::open, SQLITE_OK); }
  void heal();
  // The power goes with the n-th write from now: nothing works any more. Only what is opened afterwards is watched.
  void cut_power_after(int writes);
  bool dead() const { return dead_; }
  // As disks do that lie: what is synced from now on is lost with the power.
  void pretend_to_sync() { pretends_ = true; }
  bool pretends() const { return pretends_; }
  // The power is back; the files hold what a disk may hold then.
  void restore_power(std::mt19937& random);
  // Database files open for reading only, as on a file system mounted so.
  void make_read_only(bool read_only) { read_only_ = read_only; }

  // For the functions that SQLite calls.
  int judge(Operation operation, const std::string& file);
  bool read_only() const { return read_only_; }
  sqlite3_vfs* real() const { return real_; }
  UnsyncedWrites& unsynced() { return unsynced_; }

 private:
  struct Fault {
    Operation operation;
    std::string ending;
    int code;
    int spared;
  };
  sqlite3_vfs* real_;
  sqlite3_vfs own_;
  std::unique_ptr<Fault> fault_, next_;
  bool read_only_ = false;
  UnsyncedWrites unsynced_;
  int writes_left_ = std::numeric_limits<int>::max();
  bool dead_ = false, pretends_ = false;
};

}  // namespace visiond::testing
