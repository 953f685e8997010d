// crash_loop --rounds N --seed S [--jobs J]: kills visiond again and again while a client changes its settings, and
// compares what each restart shows with what the client was told. Needs the visiond of a build with fail points beside
// it. Ends with 0 where nothing was found, 1 where something was, 2 on wrong usage.
#include "daemon/base/failpoint.hpp"
#include "tests/fault/crash_loop/crash_rounds.hpp"

#include <CLI/CLI.hpp>

#include <atomic>
#include <iostream>
#include <mutex>
#include <random>
#include <thread>

namespace {

using visiond::testing::CrashRounds;

struct Options {
  int rounds = 200;
  int jobs = 1;
  std::uint64_t seed = std::random_device{}();
};

// Daemons beside each other; each does its share of the rounds.
class Loop {
 public:
  explicit Loop(const Options& options) : options_(options) {}

  bool run() {
    std::vector<std::thread> threads;
    for (int job = 0; job < options_.jobs; ++job) threads.emplace_back([this, job] { run_job(job); });
    for (auto& thread : threads) thread.join();
    return !failed_;
  }

  void say_summary() const {
    std::cout << options_.rounds << " rounds, nothing lost; " << seen_.answered << " requests answered, "
              << seen_.carried_out_unanswered << " carried out without an answer, " << seen_.reverted
              << " found reverted; killed";
    for (const auto& [end, count] : seen_.ends) std::cout << " " << end << " " << count << ",";
    std::cout << " requests";
    for (const auto& [kind, count] : seen_.requests) std::cout << " " << kind << " " << count;
    std::cout << std::endl;
  }

 private:
  void run_job(int job) {
    CrashRounds rounds(options_.seed);
    for (int round = job; round < options_.rounds && !failed_; round += options_.jobs) {
      const auto violations = rounds.run(round);
      if (!violations.empty()) return fail(round, violations, rounds.log());
    }
    std::lock_guard lock(mutex_);
    add(rounds.seen());
  }

  void fail(int round, const std::vector<std::string>& violations, const std::string& log) {
    std::lock_guard lock(mutex_);
    failed_ = true;
    std::cout << log;
    for (const auto& each : violations) std::cout << "round " << round << ": " << each << "\n";
    std::cout << "again: crash_loop --rounds " << options_.rounds << " --seed " << options_.seed << " --jobs "
              << options_.jobs << std::endl;
  }

  void add(const CrashRounds::Seen& more) {
    seen_.answered += more.answered;
    seen_.carried_out_unanswered += more.carried_out_unanswered;
    seen_.reverted += more.reverted;
    for (const auto& [end, count] : more.ends) seen_.ends[end] += count;
    for (const auto& [kind, count] : more.requests) seen_.requests[kind] += count;
  }

  const Options options_;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  CrashRounds::Seen seen_;
};

}  // namespace

int main(int argc, char** argv) {
  CLI::App parser("Kills visiond again and again, and looks what is left.", "crash_loop");
  Options options;
  parser.add_option("--rounds", options.rounds, "How often")->check(CLI::PositiveNumber);
  parser.add_option("--seed", options.seed, "Decides everything but the very moment of kills from outside");
  parser.add_option("--jobs", options.jobs, "Daemons beside each other")->check(CLI::Range(1, 64));
  try {
    parser.parse(argc, argv);
  } catch (const CLI::ParseError& stop) {
    return parser.exit(stop) == 0 ? 0 : 2;
  }
  if (!visiond::base::has_failpoints) {
    std::cerr << "this crash_loop was built without fail points; use the preset faults\n";
    return 2;
  }
  std::cout << "seed " << options.seed << std::endl;
  Loop loop(options);
  if (!loop.run()) return 1;
  loop.say_summary();
  return 0;
}
