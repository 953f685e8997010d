#pragma once
// Every request that was sent, by minute and day (UTC), in a SQLite file of its own: written before the request goes
// out, so that no restart and no crash gives a budget back. Owned by the gemini service; thread-safe.

#include "daemon/sqlite/database.hpp"
#include "services/gemini/budget.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

namespace visiond::gemini {

class Ledger {
 public:
  explicit Ledger(std::filesystem::path file);
  ~Ledger();

  // Opens the file, or makes it, and reads what is used up. STORAGE_FAILED, STORAGE_FULL or STORE_DAMAGED; then every
  // reserve() tries again.
  base::Result<void> open(base::WallTime now);

  // One more request, now. BUDGET_EXHAUSTED where `budget` does not allow it (none: it is only counted), or why it
  // cannot be written; then it must not be sent.
  base::Result<void> reserve(const std::optional<Budget>& budget, base::WallTime now);
  // What an answer cost. Lost where it cannot be written, which the next reserve() tells.
  void add_tokens(int input, int output, base::WallTime now);

  // As last written. Never waits for the disk.
  Usage usage(base::WallTime now) const;
  // Why it cannot be written; nothing where it can.
  std::optional<base::Error> fault() const;

 private:
  struct Tables;

  base::Result<void> open_now();
  base::Result<void> write(const std::optional<Budget>& budget, base::WallTime now);
  void note(const base::Result<void>& result);
  void keep(const Usage& usage, base::WallTime now);

  const std::filesystem::path file_;
  std::mutex disk_;  // of tables_, while SQLite works
  std::unique_ptr<Tables> tables_;

  mutable std::mutex mutex_;
  Usage usage_;
  std::int64_t minute_ = 0, day_ = 0;  // of usage_
  std::optional<base::Error> fault_;
};

}  // namespace visiond::gemini
