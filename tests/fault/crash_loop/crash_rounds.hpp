#pragma once
// Rounds of changing settings, killing the daemon and looking what is left. Every decision comes from the seed and the
// round's number; when exactly a kill from outside strikes is up to the machine. Used from one thread.

#include "tests/fault/crash_loop/crash_client.hpp"
#include "tests/fault/crash_loop/crash_model.hpp"
#include "tests/fault/crash_loop/mortal_daemon.hpp"

#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace visiond::testing {

class CrashRounds {
 public:
  explicit CrashRounds(std::uint64_t seed) : seed_(seed) {}

  // Every violation of this round, a line each.
  std::vector<std::string> run(int round);
  // What the rounds came across.
  struct Seen {
    std::map<std::string, int> ends{}, requests{};
    int answered = 0, carried_out_unanswered = 0, reverted = 0;
  };
  const Seen& seen() const { return seen_; }
  // visiond's log of the world in use.
  std::string log() const { return daemon_ != nullptr ? daemon_->log() : std::string(); }

 private:
  void begin_world_if_due(int round);
  std::string choose_fault();
  std::string often();
  CrashRequest choose_request();
  CrashRequest choose_change();
  Values choose_patch();
  // Until the daemon is gone or `requests` are answered.
  void work(int requests);
  void perform(CrashClient& client, const CrashRequest& request);
  void see_it_end(const std::string& fault);
  void restart_and_compare();
  void complain(const std::vector<std::string>& violations, const std::string& about);

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  template <class Map>
  typename Map::const_iterator any_of(const Map& map) {
    return std::next(map.begin(), static_cast<std::ptrdiff_t>(below(map.size())));
  }
  std::string new_request_id();

  const std::uint64_t seed_;
  std::mt19937_64 random_;
  int world_ = 0;
  std::unique_ptr<MortalDaemon> daemon_;
  std::optional<CrashModel> model_;  // none before a world's first start that got anywhere
  std::optional<CrashRequest> unanswered_;
  std::vector<std::string> violations_;
  Seen seen_;
};

}  // namespace visiond::testing
