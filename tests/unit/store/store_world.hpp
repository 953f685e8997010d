#pragma once
// A state folder with a store in it, and records told apart by a number. Used from the test's thread.

#include "daemon/store/store.hpp"
#include "tests/support/temp_folder.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace visiond::testing {

// Everything in it follows from the number.
transaction::RevisionRecord revision_record(std::uint64_t number);
// Of the transaction that made revision_record(number); no request id.
transaction::TransactionRecord outcome(std::uint64_t number);
// The same with a request id that follows from the number.
transaction::TransactionRecord requested_outcome(std::uint64_t number);

base::RequestId request_id(std::uint64_t number);
base::TransactionId transaction_id(std::uint64_t number);
base::WallTime time(std::uint64_t number);

// True where every member is as revision_record makes it.
bool whole(const transaction::RevisionRecord& record);

class StoreWorld {
 public:
  StoreWorld() { options.folder = folder.path(); }

  // Throws where the store cannot be opened or the commit is refused.
  void open();
  void close() { store.reset(); }
  void commit(std::uint64_t number);
  // The next `count` revisions.
  void commit_more(std::uint64_t count);
  std::uint64_t newest();
  // Of an opening that must fail.
  base::Error opening_error();

  std::filesystem::path file() const { return folder.path() / "visiond.db"; }
  std::filesystem::path wal() const { return folder.path() / "visiond.db-wal"; }
  // Stops as a killed process does: the files stay as they are at this moment.
  void stop_uncleanly();

  TempFolder folder;
  store::StoreOptions options;
  std::unique_ptr<store::Store> store;
};

}  // namespace visiond::testing
