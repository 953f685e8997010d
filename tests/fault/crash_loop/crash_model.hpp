#pragma once
// What one client of a daemon that is killed again and again may find: every revision it was told of, and of what was
// in flight either all or nothing. The daemon's rules once more, without threads, time or disk. Values; pure.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace visiond::testing {

// The settings that the client touches, by path; without an entry: at its default.
using Values = std::map<std::string, int>;

struct CrashRequest {
  enum class Kind { set, rollback, undo, confirm, cancel };

  Kind kind = Kind::set;
  Values patch{};                       // of set; never a default, which would hide a missing value
  std::uint64_t target = 0;             // of rollback and undo: a revision
  std::uint64_t expected_revision = 0;  // 0: not checked
  std::string request_id{};
  // Of a change: it awaits confirmation. Expiring: so shortly that it may be taken back at any moment.
  enum class Tentative { no, lasting, expiring } tentative = Tentative::no;
  std::string transaction{};  // of confirm and cancel

  bool operator==(const CrashRequest&) const = default;
};

// What the daemon said to it.
struct CrashReply {
  std::string reason{};  // why it was refused; empty: it was not
  std::string transaction{};
  std::uint64_t revision = 0;
  bool changed = false;
};

struct CrashRevision {
  Values values{};
  std::string transaction{};  // empty in a model: a revert that nobody was told of
  bool revert = false;
};

// What a restarted daemon shows.
struct CrashView {
  std::uint64_t first = 1;                 // the number of the first of `revisions`
  std::vector<CrashRevision> revisions{};  // from there to the newest
  Values running{};
  enum class State { committed, awaiting, reverted, other };
  std::map<std::string, State> states{};  // of transactions, where they were looked at
  std::map<std::string, std::optional<std::string>> transactions_of_requests{};  // by request id; none: unknown there
};

class CrashModel {
 public:
  struct Armed {
    std::string transaction;
    std::uint64_t base = 0;
    bool expiring = false;
  };

  // `first`: the values of revision 1.
  explicit CrashModel(CrashRevision first) { revisions_.push_back(std::move(first)); }

  // Each of these answers every violation, a line each; the model then is as the daemon says.
  std::vector<std::string> answered(const CrashRequest& request, const CrashReply& reply);
  // `unanswered`: what was in flight when the daemon was killed.
  std::vector<std::string> restarted(const std::optional<CrashRequest>& unanswered, const CrashView& view);

  const std::vector<CrashRevision>& revisions() const { return revisions_; }
  std::uint64_t newest() const { return revisions_.size(); }
  const std::optional<Armed>& armed() const { return armed_; }
  // Changes that were made under a request id.
  struct Kept {
    CrashRequest request;
    std::string transaction;
  };
  const std::map<std::string, Kept>& requests() const { return requests_; }

 private:
  // What has to come of a request now: a refusal, or the newest revision's values.
  struct Expected {
    std::string reason{};
    Values values{};
  };
  Expected expected(const CrashRequest& request) const;
  Expected of_change(const CrashRequest& request) const;
  bool makes_no_difference(const CrashRequest& request) const;
  // As if the request had been carried out, or the change that awaits confirmation had been taken back.
  void apply(const CrashRequest& request, const std::string& transaction);
  void expire();
  void add(Values values, const std::string& transaction, bool revert);
  std::vector<std::string> differences(const CrashView& view) const;
  CrashView::State state_of(const std::string& transaction) const;
  // What the daemon had to choose itself.
  void learn(const CrashView& view);

  std::vector<CrashRevision> revisions_;
  std::optional<Armed> armed_;
  std::set<std::string> reverted_;
  std::map<std::string, Kept> requests_;
};

}  // namespace visiond::testing
